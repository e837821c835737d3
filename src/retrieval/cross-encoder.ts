import type { NamedReranker } from '../contract/reranker-description.ts';
import type { PairModel } from '../encoder/onnx/pair-model.ts';
import type { PairScorer } from '../encoder/onnx/pair-scorer.ts';
import { SharedThings } from '../encoder/shared-things.ts';
import { LoadedReranker } from './loaded-reranker.ts';
import type { OwnReranker } from './own-reranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { Candidate, CandidateText, ReadTexts } from './reranker.ts';

/** The models that this thread has loaded. */
const scorers = new SharedThings<PairScorer>();

/**
 * Scores each hit by a model that reads the query and the passage together. A score depends on both texts and on the model,
 * and on nothing else; those that were computed lately are remembered.
 */
export class CrossEncoder extends LoadedReranker<PairScorer> implements OwnReranker {
  constructor(named: NamedReranker) {
    super(named, scorers);
  }

  protected async open(source: string): Promise<PairScorer> {
    const { PairScorer } = await import('../encoder/onnx/pair-scorer.ts');
    return await PairScorer.open(await readModel(source));
  }

  protected async fingerprintOf(source: string): Promise<string> {
    return (await readModel(source)).fingerprint;
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
    const scorer = await this.thing();
    const scores: number[] = [];
    for (const text of await readTexts(candidates)) {
      checkpoint();
      scores.push(await scorer.score(query, readAloud(text)));
    }
    checkpoint();
    return scores;
  }
}

async function readModel(source: string): Promise<PairModel> {
  return (await import('../encoder/onnx/pair-model.ts')).readPairModel(source);
}

/** The title is the beginning of each passage, as it is for encoders. */
function readAloud({ title, text }: CandidateText): string {
  return title === '' ? text : `${title} ${text}`;
}
