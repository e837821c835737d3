import type { NamedReranker } from '../contract/reranker-description.ts';
import type { PairScorer } from '../encoder/onnx/pair-scorer.ts';
import { type Share, SharedThings } from '../encoder/shared-things.ts';
import { StillwebError } from '../errors.ts';
import { MAX_CROSS_ENCODER_DEPTH } from '../limits.ts';
import type { ReadQuery } from './read-query.ts';
import type { Candidate, CandidateText, ReadTexts, Reranker } from './reranker.ts';

/** The models that this thread has loaded. */
const scorers = new SharedThings<PairScorer>();

/**
 * Scores each hit by a model that reads the query and the passage together. A score depends on both texts and on the model,
 * and on nothing else; those that were computed lately are remembered.
 */
export class CrossEncoder implements Reranker {
  readonly name: string;
  readonly depth: number;
  readonly mostDepth = MAX_CROSS_ENCODER_DEPTH;
  readonly #named: NamedReranker;
  #loading: Promise<Share<PairScorer>> | null = null;

  constructor(named: NamedReranker) {
    this.name = named.description.name;
    this.depth = named.description.depth;
    this.#named = named;
  }

  /**
   * Loads the model, if that has not been done. Takes a second for some hundred megabytes.
   *
   * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_DEVICE_UNAVAILABLE; ENCODER_DIFFERS where the files are others
   *   than those that were described
   */
  async load(): Promise<void> {
    await this.#load();
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
    const { thing: scorer } = await this.#load();
    const scores: number[] = [];
    for (const text of await readTexts(candidates)) {
      checkpoint();
      scores.push(await scorer.score(query, readAloud(text)));
    }
    checkpoint();
    return scores;
  }

  #load(): Promise<Share<PairScorer>> {
    const loading = this.#loading ?? scorers.share(JSON.stringify(this.#named), () => open(this.#named));
    if (this.#loading === null) {
      this.#loading = loading;
      loading.catch(() => {
        this.#loading = null;
      });
    }
    return loading;
  }

  async close(): Promise<void> {
    const loading = this.#loading;
    this.#loading = null;
    await loading?.then(
      (share) => share.leave(),
      () => {},
    );
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
