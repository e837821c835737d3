import type { SearchMode } from '../../src/contract/search.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { drawTwoHopQuestions, type TwoHopQuestion } from './two-hop-questions.ts';

const DEPTH = 10;

export interface TwoHopMeasurement {
  readonly mode: SearchMode;
  readonly rerank: string;
  /** Mean share of the two documents that are among the first ten. */
  readonly recallAt10: number;
  /** Share of the questions for which both are. */
  readonly bothAt10: number;
  /** Questions for which more of the two are found than without reranking, and fewer. */
  readonly better: number;
  readonly worse: number;
}

export interface TwoHopFigures {
  readonly index: string;
  readonly questions: number;
  readonly seed: number;
  readonly measurements: readonly TwoHopMeasurement[];
}

/** Asks an index for pairs of its documents that a link joins, in every mode, with and without the reranker graph. */
export async function measureTwoHop(directory: string, count: number, seed: number): Promise<TwoHopFigures> {
  const searcher = await Searcher.open(openIndex(directory));
  const { name, manifest } = searcher.view.index;
  const questions = drawTwoHopQuestions(searcher, count, seed);
  const measurements: TwoHopMeasurement[] = [];
  for (const mode of searcher.modes) {
    const before = await countFound(searcher, questions, mode, 'none');
    for (const rerank of ['none', 'graph']) {
      const found = await countFound(searcher, questions, mode, rerank);
      measurements.push({
        mode,
        rerank,
        recallAt10: found.reduce((sum, each) => sum + each, 0) / (2 * count),
        bothAt10: found.filter((each) => each === 2).length / count,
        better: found.filter((each, i) => each > before[i]).length,
        worse: found.filter((each, i) => each < before[i]).length,
      });
    }
  }
  await searcher.close();
  return { index: `${name}@${manifest.id}`, questions: count, seed, measurements };
}

/** Per question: how many of its two documents are among the first ten. */
async function countFound(
  searcher: Searcher,
  questions: readonly TwoHopQuestion[],
  mode: SearchMode,
  rerank: string,
): Promise<number[]> {
  const counts: number[] = [];
  for (const { text, gold } of questions) {
    const ranked = await searcher.rank(text, { mode, k: DEPTH, rerank });
    counts.push(ranked.filter(({ document }) => gold.includes(document)).length);
  }
  return counts;
}
