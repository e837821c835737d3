import type { Qrels } from './qrels-file.ts';

/** Each in 0 … 1, greater is better. */
export interface Measures {
  readonly 'nDCG@10': number;
  readonly MAP: number;
  readonly 'MRR@10': number;
  readonly 'P@10': number;
  readonly 'R@5': number;
  readonly 'R@100': number;
}

/** log2(rank + 1) for ranks 1 … 10, written out so that no engine's Math.log2 decides a last digit. */
const DISCOUNTS = [
  1, 1.584962500721156, 2, 2.321928094887362, 2.584962500721156, 2.807354922057604, 3, 3.169925001442312,
  3.321928094887362, 3.4594316186372973,
];

/**
 * Measures one topic's ranking, as trec_eval does (its `ndcg_cut.10`, `map`, `P.10`, `recall.5,100`, and `recip_rank` over
 * the first ten). A document is relevant when its grade is above 0. Gains are the grades themselves (no power of two);
 * documents without a judgment, or with a negative one, count as not relevant. MAP divides by every relevant document,
 * P@10 by ten, however short the ranking. A topic without relevant documents measures 0 throughout.
 *
 * @param ranking document ids, best first, each once
 * @see Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), 2002
 */
export function evaluateRanking(ranking: readonly string[], judgments: ReadonlyMap<string, number>): Measures {
  if (new Set(ranking).size !== ranking.length) throw new TypeError('evaluateRanking: a document is ranked twice');
  const ideal = [...judgments.values()].filter((grade) => grade > 0).sort((left, right) => right - left);
  const relevant = ideal.length;
  if (relevant === 0) return { 'nDCG@10': 0, MAP: 0, 'MRR@10': 0, 'P@10': 0, 'R@5': 0, 'R@100': 0 };
  let found = 0;
  let precisionSum = 0;
  let firstRank = 0;
  const foundWithin = { 5: 0, 10: 0, 100: 0 };
  const gains: number[] = [];
  for (const [index, id] of ranking.entries()) {
    const grade = judgments.get(id) ?? 0;
    if (index < 10) gains.push(Math.max(grade, 0));
    if (grade <= 0) continue;
    found += 1;
    precisionSum += found / (index + 1);
    if (firstRank === 0) firstRank = index + 1;
    if (index < 5) foundWithin[5] = found;
    if (index < 10) foundWithin[10] = found;
    if (index < 100) foundWithin[100] = found;
  }
  return {
    'nDCG@10': discountedGain(gains) / discountedGain(ideal.slice(0, 10)),
    MAP: precisionSum / relevant,
    'MRR@10': firstRank > 0 && firstRank <= 10 ? 1 / firstRank : 0,
    'P@10': foundWithin[10] / 10,
    'R@5': foundWithin[5] / relevant,
    'R@100': foundWithin[100] / relevant,
  };
}

function discountedGain(gains: readonly number[]): number {
  return gains.reduce((sum, gain, index) => sum + gain / DISCOUNTS[index], 0);
}

/** Sums in the given order and divides by the count. @throws RangeError for no measures */
export function meanMeasures(measures: readonly Measures[]): Measures {
  if (measures.length === 0) throw new RangeError('meanMeasures: nothing to average');
  const mean = (name: keyof Measures) => measures.reduce((sum, each) => sum + each[name], 0) / measures.length;
  return {
    'nDCG@10': mean('nDCG@10'),
    MAP: mean('MAP'),
    'MRR@10': mean('MRR@10'),
    'P@10': mean('P@10'),
    'R@5': mean('R@5'),
    'R@100': mean('R@100'),
  };
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
 */
export function evaluateRankings(
  topicIds: Iterable<string>,
  qrels: Qrels,
  rankings: ReadonlyMap<string, readonly string[]>,
): Evaluation {
  const perTopic = new Map<string, Measures>();
  for (const id of topicIds) {
    const judgments = qrels.get(id);
    if (judgments !== undefined) perTopic.set(id, evaluateRanking(rankings.get(id) ?? [], judgments));
  }
  return { perTopic, means: perTopic.size === 0 ? null : meanMeasures([...perTopic.values()]) };
}
