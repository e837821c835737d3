import type { NamedReranker } from '../contract/reranker-description.ts';
import type { PairScorer } from '../encoder/onnx/pair-scorer.ts';
import { SharedThings } from '../encoder/shared-things.ts';
import { StillwebError } from '../errors.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../limits.ts';
import { keyOf, LoadedOnce } from './loaded-once.ts';
import type { OwnReranker } from './own-reranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { Candidate, CandidateText, ReadTexts } from './reranker.ts';

/** The models that this thread has loaded. */
const scorers = new SharedThings<PairScorer>();

/**
 * Scores each hit by a model that reads the query and the passage together. A score depends on both texts and on the model,
 * and on nothing else; those that were computed lately are remembered.
 */
export class CrossEncoder implements OwnReranker {
  readonly name: string;
  readonly depth: number;
  readonly mostDepth = MAX_MODEL_RERANK_DEPTH;
  readonly #scorer: LoadedOnce<PairScorer>;

  constructor(named: NamedReranker) {
    this.name = named.description.name;
    this.depth = named.description.depth;
    this.#scorer = new LoadedOnce(scorers, keyOf(named), () => open(named));
  }

  /** Takes a second for some hundred megabytes. */
  async load(): Promise<void> {
    await this.#scorer.get();
  }

  /** Gives up between two passages, and then nothing is answered. */
  async rerank(
    { parsed: { text: query } }: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
  ): Promise<readonly number[]> {
    // Only operators were asked: they admit, and prefer nothing.
    if (query.trim() === '') return candidates.map(() => 0);
    const scorer = await this.#scorer.get();
    const scores: number[] = [];
    for (const text of await readTexts(candidates)) {
      checkpoint();
      scores.push(await scorer.score(query, readAloud(text)));
    }
    checkpoint();
    return scores;
  }

  async close(): Promise<void> {
    await this.#scorer.close();
  }
}

async function open({ source, description }: NamedReranker): Promise<PairScorer> {
  const [{ readPairModel }, { PairScorer }] = await Promise.all([
    import('../encoder/onnx/pair-model.ts'),
    import('../encoder/onnx/pair-scorer.ts'),
  ]);
  const model = readPairModel(source);
  if (model.fingerprint === description.fingerprint) return await PairScorer.open(model);
  const message = `the model of the reranker ${description.name} is not the one that was there at the start`;
  const facts = { reranker: description.name, expected: description.fingerprint, found: model.fingerprint };
  throw new StillwebError('ENCODER_DIFFERS', message, facts);
}

/** The title is the beginning of each passage, as it is for encoders. */
function readAloud({ title, text }: CandidateText): string {
  return title === '' ? text : `${title} ${text}`;
}
