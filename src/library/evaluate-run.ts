import { StillwebError } from '../errors.ts';
import { DEFAULT_MEASURES, measuresOf } from '../evaluation/measure-names.ts';
import { evaluateRankings, type Measures } from '../evaluation/measures.ts';
import { readQrels } from '../evaluation/qrels-file.ts';
import { readRun } from '../evaluation/run-file.ts';
import { readTopics } from '../evaluation/topic-file.ts';
import { orderAsTrecEval } from '../evaluation/trec-order.ts';
import type { EvaluateOptions } from './evaluate.ts';

/** As of `evaluate`. */
export type EvaluateRunOptions = Pick<EvaluateOptions, 'canary' | 'relevant' | 'measures'>;

export interface RunEvaluation {
  /** The name that the run gives itself, in its sixth column. */
  readonly tag: string;
  readonly perTopic: ReadonlyMap<string, Measures>;
  readonly means: Measures;
  readonly topics: number;
  /** Judged topics that the run lacks; each counts 0. */
  readonly missingTopics: number;
}

/**
 * Measures a TREC run, of whatever system, in the order that trec_eval gives it.
 *
 * @param path of the run
 * @param topics file of topics; null where the judged topics are all that count
 * @param qrels file of judgments
 * @param options what the two are obfuscated with, and what is measured
 * @throws StillwebError SETTING_INVALID, INPUT_MISSING, TOPICS_INVALID; QRELS_INVALID; RUN_INVALID, also for a run without a judged topic
 */
export async function evaluateRun(
  path: string,
  topics: string | null,
  qrels: string,
  { canary, relevant, measures: names = DEFAULT_MEASURES }: EvaluateRunOptions = {},
): Promise<RunEvaluation> {
  const measures = measuresOf(names);
  const read = topics === null ? null : await readTopics(topics, canary);
  const judgments = await readQrels(qrels, { canary, relevant });
  const { run, tag } = await readRun(path);
  const rankings = new Map(Array.from(run, ([topic, rows]) => [topic, orderAsTrecEval(rows)]));
  const ids = read?.map(({ id }) => id) ?? [...judgments.keys()];
  const { perTopic, means } = evaluateRankings(ids, judgments, rankings, measures);
  const missingTopics = [...perTopic.keys()].filter((topic) => !run.has(topic)).length;
  if (means === null || missingTopics === perTopic.size) {
    const message = `${path} ranks none of the ${perTopic.size} judged topics of ${topics ?? qrels}`;
    throw new StillwebError('RUN_INVALID', message, { run: path, topics: topics ?? qrels, judged: perTopic.size });
  }
  return { tag, perTopic, means, topics: ids.length, missingTopics };
}
