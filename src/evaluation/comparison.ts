import { type Interval, meanInterval } from './mean-interval.ts';
import type { Measures } from './measures.ts';
import { testPairedDifferences } from './paired-test.ts';

/** How one system does against another on the same topics, by one measure. */
export interface Comparison {
  /** Mean over the topics of the first system's value less the second's. */
  readonly difference: number;
  /** 95 %, of that mean: bootstrap percentiles. */
  readonly interval: Interval;
  /** Two-sided, of the paired randomisation test. */
  readonly p: number;
  /** Topics on which the first is better, worse and equal. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

export type MeasureComparisons = { readonly [measure in keyof Measures]: Comparison };

/** Differences are counted in billionths, so that sums are exact and the order of topics decides nothing about a tie. */
const UNITS = 1e9;

/**
 * Compares two systems topic by topic. What the p and the interval mean: `testPairedDifferences`, `meanInterval`.
 *
 * @param ours values in 0 … 1, one a topic, at least one
 * @param theirs of the same topics in the same order
 * @throws RangeError for no topics, or another number of them
 */
export function comparePaired(ours: readonly number[], theirs: readonly number[]): Comparison {
  if (ours.length !== theirs.length) {
    throw new RangeError(`comparePaired: ${ours.length} values against ${theirs.length}`);
  }
  const differences = ours.map((value, topic) => Math.round(value * UNITS) - Math.round(theirs[topic] * UNITS));
  const [low, high] = meanInterval(differences);
  const wins = differences.filter((difference) => difference > 0).length;
  const losses = differences.filter((difference) => difference < 0).length;
  return {
    difference: differences.reduce((sum, difference) => sum + difference, 0) / differences.length / UNITS,
    interval: [low / UNITS, high / UNITS],
    p: testPairedDifferences(differences),
    wins,
    losses,
    ties: differences.length - wins - losses,
  };
}

/**
 * Compares two evaluations by every measure.
 *
 * @param ours measures of each judged topic
 * @param theirs of the same topics, in any order
 * @throws RangeError for no topics, or topics that differ
 */
export function compareMeasures(
  ours: ReadonlyMap<string, Measures>,
  theirs: ReadonlyMap<string, Measures>,
): MeasureComparisons {
  const alone = [...ours.keys()].find((topic) => !theirs.has(topic));
  if (alone !== undefined || ours.size !== theirs.size) {
    throw new RangeError('compareMeasures: the two have been measured with other topics');
  }
  const compare = (measure: keyof Measures) =>
    comparePaired(
      Array.from(ours.values(), (measures) => measures[measure]),
      Array.from(ours.keys(), (topic) => theirs.get(topic)![measure]),
    );
  return {
    'nDCG@10': compare('nDCG@10'),
    MAP: compare('MAP'),
    'MRR@10': compare('MRR@10'),
    'P@10': compare('P@10'),
    'R@5': compare('R@5'),
    'R@100': compare('R@100'),
  };
}
