import type { RankingsComparison } from '../../evaluation/ranking-comparison.ts';
import { barPlot } from '../../plots/bar-plot.ts';
import { linePlot } from '../../plots/line-plot.ts';
import { standaloneSvg } from '../../plots/standalone-svg.ts';

/** Topics by their RBO, in tenths; equal lists have a bar of their own. */
const TENTHS = 10;

/** Two plots as one file: how far the lists overlap by depth, and how many topics have which RBO. */
export function comparisonPicture(comparison: RankingsComparison, [ours, theirs]: readonly string[]): string {
  const { overlapByDepth, topics, equal } = comparison;
  const description = `Mean over ${topics} topics of the share that the first d places of ${ours} and ${theirs} have in common.`;
  const overlap = linePlot(
    { id: 'overlap', title: 'Overlap by depth', description, xName: 'depth', yName: 'overlap' },
    [{ name: 'overlap', points: overlapByDepth.map((value, i) => [i + 1, value]) }],
  );
  const spread = barPlot(
    {
      id: 'rbo',
      title: 'Topics by rank-biased overlap',
      description: `Of ${topics} topics, how many have which RBO; ${equal} have the same list.`,
      xName: 'RBO, and lists that are the same',
      yName: 'topics',
    },
    barsOf(comparison),
  );
  return standaloneSvg([overlap, spread]);
}

function barsOf({ perTopic, equal }: RankingsComparison): { name: string; value: number }[] {
  const counts = new Array<number>(TENTHS).fill(0);
  for (const { rbo, firstDifference } of perTopic) {
    if (firstDifference !== null) counts[Math.min(TENTHS - 1, Math.floor(rbo * TENTHS))]++;
  }
  const bars = counts.map((value, i) => ({ name: `.${i}–${i + 1 === TENTHS ? '1' : `.${i + 1}`}`, value }));
  return [...bars, { name: 'same', value: equal }];
}
