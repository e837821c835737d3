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

/** A comparison by one of several measures. */
export interface MeasureComparison extends Comparison {
  /** The p as Holm corrects it for the number of measures compared: at least `p`, at most 1. */
  readonly adjustedP: number;
}

/** By the name of a measure. */
export type MeasureComparisons = Readonly<Record<string, MeasureComparison>>;

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
 * @param theirs the same measures of the same topics, in any order
 * @throws RangeError for no topics, or topics or measures that differ
 */
export function compareMeasures(
  ours: ReadonlyMap<string, Measures>,
  theirs: ReadonlyMap<string, Measures>,
): MeasureComparisons {
  const alone = [...ours.keys()].find((topic) => !theirs.has(topic));
  if (alone !== undefined || ours.size !== theirs.size) {
    throw new RangeError('compareMeasures: the two have been measured with other topics');
  }
  const [first] = ours.values();
  if (first === undefined) throw new RangeError('compareMeasures: no topics');
  const names = Object.keys(first);
  const comparisons = names.map((measure) =>
    comparePaired(
      Array.from(ours.values(), (measures) => measured(measures, measure)),
      Array.from(ours.keys(), (topic) => measured(theirs.get(topic)!, measure)),
    ),
  );
  const adjusted = correctForMany(comparisons.map(({ p }) => p));
  return Object.fromEntries(
    names.map((measure, i) => [measure, { ...comparisons[i], adjustedP: adjusted[i] }] as const),
  );
}

/**
 * Holm's step-down correction: of m values, the i-th smallest is multiplied by m − i + 1, is at least as large as the one before it,
 * and at most 1. To call significant what is then below 0.05 errs once in twenty such tables, and not once in twenty of their rows.
 *
 * @see Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979
 */
export function correctForMany(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((left, right) => values[left] - values[right] || left - right);
  const corrected = new Array<number>(values.length);
  let least = 0;
  for (const [step, i] of order.entries()) {
    least = Math.max(least, Math.min(1, values[i] * (values.length - step)));
    corrected[i] = least;
  }
  return corrected;
}

function measured(measures: Measures, name: string): number {
  const value = measures[name];
  if (value === undefined) throw new RangeError(`compareMeasures: one of the two has no ${name}`);
  return value;
}
