import type { MeasureComparisons } from '../evaluation/comparison.ts';
import type { Measures } from '../evaluation/measures.ts';
import { print, printGrid } from './output.ts';

/** Two systems side by side, for people: a line a measure. @param comparisons of the first with the other */
export function printComparison(ours: Measures, theirs: Measures, comparisons: MeasureComparisons): void {
  const heads = ['measure', 'this', 'other', 'difference', 'from', 'to', 'p', 'adjusted', 'better', 'worse', 'equal'];
  const rows = Object.keys(comparisons).map((measure) => {
    const { difference, interval, p, adjustedP, wins, losses, ties } = comparisons[measure];
    const means = [ours[measure], theirs[measure]].map((mean) => mean.toFixed(4));
    return [
      measure,
      ...means,
      ...[difference, ...interval].map(signed),
      shownP(p),
      shownP(adjustedP),
      ...[wins, losses, ties].map(String),
    ];
  });
  printGrid(heads, rows);
  print('');
  print('from, to: 95 % interval of the mean difference, bootstrap; p: two-sided, paired randomisation test;');
  print('adjusted: the same, corrected by Holm for the number of measures');
}

/** `+0.0120`; what rounds to nothing has no sign. */
export function signed(value: number): string {
  const text = value.toFixed(4);
  if (Number(text) === 0) return '0.0000';
  return value > 0 ? `+${text}` : text;
}

/** Four digits; a p is never 0. */
export function shownP(p: number): string {
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}
