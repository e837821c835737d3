import { judgeRanking } from './judged-ranking.ts';
import { DEFAULT_MEASURES, type Measure, measuresOf } from './measure-names.ts';
import type { Qrels } from './qrels-file.ts';

/** By the name of a measure, in the order in which they were asked for: each in 0 … 1, greater is better. */
export type Measures = Readonly<Record<string, number>>;

const DEFAULT = measuresOf(DEFAULT_MEASURES);

/**
 * Measures one topic's ranking, as trec_eval does. A document is relevant when its grade is above 0; documents without a judgment, or
 * with a negative one, count as not relevant. The definitions: `measure-table.ts`.
 *
 * @param ranking document ids, best first, each once
 * @param measures of `measuresOf`; default: nDCG@10, MAP, MRR@10, P@10, R@5 and R@100
 */
export function evaluateRanking(
  ranking: readonly string[],
  judgments: ReadonlyMap<string, number>,
  measures: readonly Measure[] = DEFAULT,
): Measures {
  const judged = judgeRanking(ranking, judgments);
  return Object.fromEntries(measures.map((measure) => [measure.name, measure.compute(judged)]));
}

/** Sums in the given order and divides by the count. @throws RangeError for no measures */
export function meanMeasures(measures: readonly Measures[]): Measures {
  if (measures.length === 0) throw new RangeError('meanMeasures: nothing to average');
  const mean = (name: string) => measures.reduce((sum, each) => sum + each[name], 0) / measures.length;
  return Object.fromEntries(Object.keys(measures[0]).map((name) => [name, mean(name)]));
}

export interface Evaluation {
  /** Judged topics in the order of the topic file, each with its measures. */
  readonly perTopic: ReadonlyMap<string, Measures>;
  /** Null where no topic is judged. */
  readonly means: Measures | null;
}

/**
 * Measures every judged topic: one that is in `topicIds` and has at least one line in `qrels`, be it of grade 0. A judged
 * topic that `rankings` lacks counts 0, as with trec_eval's option -c; without that option trec_eval leaves it out, which
 * flatters a system that fails on some topics. Topics without judgments, and judgments without topic, are left out.
 *
 * @param measures as for `evaluateRanking`
 */
export function evaluateRankings(
  topicIds: Iterable<string>,
  qrels: Qrels,
  rankings: ReadonlyMap<string, readonly string[]>,
  measures: readonly Measure[] = DEFAULT,
): Evaluation {
  const perTopic = new Map<string, Measures>();
  for (const id of topicIds) {
    const judgments = qrels.get(id);
    if (judgments !== undefined) perTopic.set(id, evaluateRanking(rankings.get(id) ?? [], judgments, measures));
  }
  return { perTopic, means: perTopic.size === 0 ? null : meanMeasures([...perTopic.values()]) };
}
