import { kendallTau } from './kendall-tau.ts';
import { rankBiasedOverlap } from './rank-biased-overlap.ts';
import { firstDifference, overlapAt, sharedCounts } from './rank-overlap.ts';

/** Depths at which overlap is told, as far as the compared lists go. */
export const OVERLAP_DEPTHS = [1, 3, 5, 10, 20, 50, 100, 1000] as const;

/** How two rankings for one topic differ. */
export interface RankingComparison {
  readonly topic: string;
  /** Lengths of the compared lists. */
  readonly ours: number;
  readonly theirs: number;
  /** Overlap by depth, as `overlapAt`; the keys are depths in ascending order. */
  readonly overlap: Readonly<Record<number, number>>;
  readonly rbo: number;
  /** Null for fewer than two documents in all. */
  readonly tau: number | null;
  /** The first rank, from 1, at which they differ; null where they do not. */
  readonly firstDifference: number | null;
}

/** Two systems over all topics. Means are over the topics. */
export interface RankingsComparison {
  readonly topics: number;
  /** Topics whose lists are the same, document by document. */
  readonly equal: number;
  /** Of the topics; null for no topic. */
  readonly overlap: Readonly<Record<number, number>> | null;
  readonly rbo: number | null;
  /** Over the topics that have one. */
  readonly tau: number | null;
  /** For each depth from 1: the mean overlap as far as there. */
  readonly overlapByDepth: readonly number[];
  readonly perTopic: readonly RankingComparison[];
}

export interface ComparisonOptions {
  /** Places of each list that are compared, 1 … */
  readonly depth: number;
  readonly persistence: number;
}

/** Values are added up in billionths, so that sums are exact and the order of topics decides nothing. */
const UNITS = 1e9;

/**
 * Compares two systems topic by topic. A topic that a system does not answer has an empty list.
 *
 * @param topics ids, each once, in the order of the answer
 * @param ours rankings by topic: ids of documents, each once
 */
export function compareRankings(
  topics: readonly string[],
  ours: ReadonlyMap<string, readonly string[]>,
  theirs: ReadonlyMap<string, readonly string[]>,
  { depth, persistence }: ComparisonOptions,
): RankingsComparison {
  const depths = OVERLAP_DEPTHS.filter((each) => each <= depth);
  const sums = new Float64Array(depth);
  const perTopic = topics.map((topic): RankingComparison => {
    const [left, right] = [ours, theirs].map((side) => (side.get(topic) ?? []).slice(0, depth));
    addOverlaps(sums, left, right);
    return {
      topic,
      ours: left.length,
      theirs: right.length,
      overlap: Object.fromEntries(depths.map((each) => [each, overlapAt(left, right, each)])),
      rbo: rankBiasedOverlap(left, right, persistence),
      tau: kendallTau(left, right),
      firstDifference: firstDifference(left, right),
    };
  });
  const overlaps = depths.map((each) => [each, meanOfShares(perTopic.map(({ overlap }) => overlap[each]))] as const);
  return {
    topics: topics.length,
    equal: perTopic.filter((each) => each.firstDifference === null).length,
    overlap: topics.length === 0 ? null : (Object.fromEntries(overlaps) as Record<number, number>),
    rbo: meanOfShares(perTopic.map(({ rbo }) => rbo)),
    tau: meanOfShares(perTopic.flatMap(({ tau }) => (tau === null ? [] : [tau]))),
    overlapByDepth: topics.length === 0 ? [] : Array.from(sums, (sum) => sum / topics.length / UNITS),
    perTopic,
  };
}

function addOverlaps(sums: Float64Array, left: readonly string[], right: readonly string[]): void {
  const longer = Math.max(left.length, right.length);
  const shared = sharedCounts(left, right);
  for (let depth = 1; depth <= sums.length; depth++) {
    const overlap = longer === 0 ? 1 : shared[Math.min(depth, longer) - 1] / Math.min(depth, longer);
    sums[depth - 1] += Math.round(overlap * UNITS);
  }
}

/** Of shares, added up in whole units, so that their order decides nothing; null for no value. */
function meanOfShares(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + Math.round(value * UNITS), 0) / values.length / UNITS;
}
