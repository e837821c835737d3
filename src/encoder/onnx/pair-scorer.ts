import { createHash } from 'node:crypto';
import { RecentValues } from '../recent-values.ts';
import { damaged } from './model-folder.ts';
import type { Tensor } from './onnx-packages.ts';
import { OnnxSession } from './onnx-session.ts';
import type { PairModel } from './pair-model.ts';
import { PairReader } from './pair-reader.ts';

/** Scores are whole numbers: so many of them to one of what the model gives. */
export const SCORE_GRID = 65_536;
/** What a model gives beyond this is taken for this, so that every score is a safe integer. */
const MOST_LOGIT = 2 ** 20;
/** Scores of pairs that are kept, at some 130 bytes each. */
const MOST_SCORES = 65_536;

/** A cross-encoder that is ready to read. One pair at a time, without padding: no score depends on another pair. */
export class PairScorer {
  readonly #model: PairModel;
  readonly #pairs: PairReader;
  readonly #session: OnnxSession;
  readonly #output: string;
  /** Under digests of both texts. */
  readonly #scores = new RecentValues<number>(MOST_SCORES);

  private constructor(model: PairModel, pairs: PairReader, session: OnnxSession) {
    this.#model = model;
    this.#pairs = pairs;
    this.#session = session;
    this.#output = session.outputNames.includes('logits') ? 'logits' : session.outputNames[0];
  }

  /**
   * Loads a model and has it read a pair, so that one of another kind is found out here.
   *
   * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_DEVICE_UNAVAILABLE
   */
  static async open(model: PairModel): Promise<PairScorer> {
    const pairs = new PairReader(model);
    const session = await OnnxSession.open(model, model.device);
    const scorer = new PairScorer(model, pairs, session);
    try {
      await scorer.score('a', 'b');
      return scorer;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /**
   * How well a passage answers a query: the higher, the better. What the model gives, in 65,536ths, rounded: its logit where it has
   * one, and where it has two the second less the first, which is the log-odds of the positive class.
   *
   * @returns an integer, −2^36 … 2^36 @throws StillwebError ENCODER_DAMAGED
   */
  async score(query: string, passage: string): Promise<number> {
    const key = createHash('sha256')
      .update(JSON.stringify([query, passage]))
      .digest('base64');
    const known = this.#scores.get(key);
    if (known !== undefined) return known;
    const { ids, kinds } = this.#pairs.read(query, passage);
    const score = toGrid(this.#logitOf(await this.#session.run(ids, kinds, this.#output)));
    this.#scores.set(key, score);
    return score;
  }

  #logitOf({ data, dims }: Tensor): number {
    const { folder, graph } = this.#model;
    // A graph may also give what is no tensor.
    const count = dims?.reduce((product, size) => product * size, 1);
    if (!(data instanceof Float32Array) || dims[0] !== 1 || dims.length > 2 || (count !== 1 && count !== 2)) {
      const shape = dims?.join(' × ') || 'none';
      const what = `gives values of shape ${shape} for a pair, and no score: a cross-encoder has one or two, in float32`;
      throw damaged(folder, graph, what);
    }
    const logit = count === 1 ? data[0] : data[1] - data[0];
    if (Number.isNaN(logit)) throw damaged(folder, graph, 'gives a score that is no number');
    return logit;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

/** To the nearest whole number of 65,536ths, halves up. */
export function toGrid(logit: number): number {
  return Math.floor(Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, logit)) * SCORE_GRID + 0.5);
}
