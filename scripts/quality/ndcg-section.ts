import { shownP, signed } from '../../src/cli/comparison-report.ts';
import { comparePaired } from '../../src/evaluation/comparison.ts';
import { meanInterval } from '../../src/evaluation/mean-interval.ts';
import { markdownTable } from '../bench/performance/markdown-table.ts';
import { sum } from './falls.ts';
import { type ModeMeasurement, NDCG_UNITS, type StoredSet } from './stored.ts';

const COMPARED_HEADS = ['difference', 'p', 'better', 'worse', 'equal'];

/** nDCG@10 of every set in one mode, a column for each ranking, and the newest two of them compared. */
export function ndcgSection(sets: readonly StoredSet[], rankings: readonly number[], mode: string): string[] {
  const compared = rankings.length > 1 ? COMPARED_HEADS : [];
  const heads = ['set', 'topics', ...rankings.map((ranking) => `ranking ${ranking}`), ...compared];
  const rows = sets.map((set) => {
    const measured = rankings.map((ranking) => modeOf(set, ranking, mode));
    const [before, after] = measured.slice(-2);
    const difference = compared.length === 0 ? [] : describeDifference(before, after);
    return [set.name, String(set.judged), ...measured.map(describeMean), ...difference];
  });
  const mean = sets.length > 1 ? [describeMeanOfSets(sets, rankings, mode, compared.length)] : [];
  return [`## nDCG@10, mode ${mode}`, '', ...markdownTable(heads, [...rows, ...mean])];
}

function modeOf(set: StoredSet, ranking: number, mode: string): ModeMeasurement | undefined {
  return set.measurements.find((each) => each.ranking === ranking)?.modes[mode];
}

function describeMean(measured: ModeMeasurement | undefined): string {
  if (measured === undefined) return '';
  const [low, high] = meanInterval(measured.ndcg).map((end) => (end / NDCG_UNITS).toFixed(4));
  return `${measured.means['nDCG@10'].toFixed(4)} [${low}, ${high}]`;
}

function describeDifference(before: ModeMeasurement | undefined, after: ModeMeasurement | undefined): string[] {
  if (before === undefined || after === undefined) return COMPARED_HEADS.map(() => '');
  const [ours, theirs] = [after, before].map(({ ndcg }) => ndcg.map((value) => value / NDCG_UNITS));
  const { difference, interval, p, wins, losses, ties } = comparePaired(ours, theirs);
  const [low, high] = interval.map(signed);
  return [`${signed(difference)} [${low}, ${high}]`, shownP(p), String(wins), String(losses), String(ties)];
}

/** Sets count alike; a ranking with which one of them has not been measured has no mean. */
function describeMeanOfSets(
  sets: readonly StoredSet[],
  rankings: readonly number[],
  mode: string,
  comparedCells: number,
): string[] {
  const means = rankings.map((ranking) => {
    const measured = sets.map((set) => modeOf(set, ranking, mode)).filter((each) => each !== undefined);
    return measured.length < sets.length ? null : sum(measured.map(({ means: each }) => each['nDCG@10'])) / sets.length;
  });
  const [before, after] = means.slice(-2);
  const isCompared = comparedCells > 0 && before !== null && after !== null;
  const difference = Array.from({ length: comparedCells }, (_, i) =>
    i === 0 && isCompared ? signed(after - before) : '',
  );
  return ['*mean of the sets*', '', ...means.map((mean) => mean?.toFixed(4) ?? ''), ...difference];
}
