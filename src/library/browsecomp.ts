import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import type { Judge } from '../evaluation/judge/judge.ts';
import { DEFAULT_BROWSECOMP_MEASURES, measuresOf } from '../evaluation/measure-names.ts';
import { evaluateRankings, type Measures } from '../evaluation/measures.ts';
import { type Qrels, readQrels } from '../evaluation/qrels-file.ts';
import { mkdirSync } from '../store/file-system.ts';
import { buildIndex } from './build-index.ts';
import { type EvaluateOptions, evaluate, type IndexEvaluation } from './evaluate.ts';
import { type AgentsEvaluation, evaluateAgents } from './evaluate-agents.ts';

/** How far work is: what is counted, and what is done of how much. */
export interface WorkProgress {
  readonly stage: string;
  readonly count: number;
  readonly unit: string;
  readonly done: number;
  readonly total: number;
}

export interface BrowseCompOptions extends Pick<EvaluateOptions, 'canary' | 'mode' | 'k' | 'measures' | 'device'> {
  /** Rows with `query_id`, `query` and `answer`. */
  readonly questions: string;
  /** Judgments; default: `evidence_docs` and `gold_docs` of the rows of questions, the latter where they have them. */
  readonly evidence?: string;
  readonly gold?: string;
  /** Files of the corpus, which is indexed in `index` of `out`. */
  readonly corpus?: readonly string[];
  /** An index of the corpus, where there is one. */
  readonly index?: string;
  /** Encoder of the index that is built, as `stillweb index` takes it. Default: `static`. */
  readonly encoder?: string;
  /** Runs of an agent. Absent: retrieval alone is scored. */
  readonly runs?: string;
  readonly judge?: Judge;
  /** Folder for the index and the run, made where it is missing. */
  readonly out?: string;
  readonly onProgress?: (progress: WorkProgress) => void;
}

export interface BrowseCompEvaluation {
  /** Null where neither corpus nor index is given. */
  readonly retrieval: {
    readonly index: IndexEvaluation['index'];
    readonly evaluation: IndexEvaluation;
    readonly evidence: Measures;
    /** Null where nothing says which documents are gold. */
    readonly gold: Measures | null;
    readonly goldPerTopic: ReadonlyMap<string, Measures> | null;
  } | null;
  readonly agents: AgentsEvaluation | null;
}

/**
 * BrowseComp-Plus from its files to scores: indexes the corpus, ranks it for every question, measures the rankings by both judgments, and
 * scores the runs of an agent.
 *
 * @throws StillwebError SETTING_INVALID where there is nothing to score; what `buildIndex`, `evaluate` and `evaluateAgents` throw
 */
export async function evaluateBrowseComp(options: BrowseCompOptions): Promise<BrowseCompEvaluation> {
  const { corpus, index, runs, out } = options;
  if (corpus === undefined && index === undefined && runs === undefined) {
    throw refuse('corpus', 'nothing is to be scored: name a corpus, an index or the runs of an agent');
  }
  if (corpus !== undefined && index !== undefined) throw refuse('index', 'a corpus is indexed, or an index is given');
  if (corpus !== undefined && out === undefined) throw refuse('out', 'name a folder for the index of the corpus');
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const { questions, evidence, canary, judge } = options;
  // First: what is wrong with a file of runs is found before an hour of indexing.
  const agents = runs === undefined ? null : await evaluateAgents({ questions, evidence, canary, runs, judge });
  const directory = corpus === undefined ? index : await indexCorpus(corpus, join(out!, 'index'), options);
  return { retrieval: directory === undefined ? null : await scoreRetrieval(directory, options), agents };
}

async function indexCorpus(corpus: readonly string[], directory: string, options: BrowseCompOptions): Promise<string> {
  const { encoder, onProgress } = options;
  await buildIndex({
    inputs: [...corpus],
    directory,
    ...(encoder !== undefined && { encoder }),
    onProgress: ({ stage, documents: count, bytes: done, totalBytes: total }) =>
      onProgress?.({ stage, count, unit: 'documents', done, total }),
  });
  return directory;
}

async function scoreRetrieval(
  directory: string,
  options: BrowseCompOptions,
): Promise<NonNullable<BrowseCompEvaluation['retrieval']>> {
  const { questions, evidence, canary, mode, k, device, out, onProgress } = options;
  const { measures: names = DEFAULT_BROWSECOMP_MEASURES } = options;
  const gold = await goldOf(options);
  const evaluation = await evaluate(directory, {
    ...{ topics: questions, qrels: evidence ?? questions, canary, mode, k, device, measures: names },
    ...(out !== undefined && { run: join(out, 'retrieval.run') }),
    onProgress: (done, total) => onProgress?.({ stage: 'searching', count: done, unit: 'topics', done, total }),
  });
  const rankings = new Map(Array.from(evaluation.rankings, ([id, hits]) => [id, hits.map((hit) => hit.id)]));
  const ids = evaluation.filledTopics.map(({ id }) => id);
  const byGold = gold === null ? null : evaluateRankings(ids, gold, rankings, measuresOf(names));
  if (byGold?.means === null) {
    const message = `none of the questions of ${questions} is judged in ${options.gold ?? questions}`;
    throw new StillwebError('QRELS_INVALID', message, { questions, gold: options.gold ?? questions });
  }
  return {
    index: evaluation.index,
    evaluation,
    evidence: evaluation.measures,
    gold: byGold?.means ?? null,
    goldPerTopic: byGold?.perTopic ?? null,
  };
}

/** Rows without gold documents are rows of another set, or were given without them. */
async function goldOf({ questions, gold, canary }: BrowseCompOptions): Promise<Qrels | null> {
  if (gold !== undefined) return await readQrels(gold, { canary });
  try {
    return await readQrels(questions, { canary, relevant: 'gold_docs' });
  } catch (error) {
    if (error instanceof StillwebError && error.code === 'QRELS_INVALID') return null;
    throw error;
  }
}

function refuse(setting: string, message: string): StillwebError {
  return new StillwebError('SETTING_INVALID', message, { setting });
}
