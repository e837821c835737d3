import { measureStability, type NamedRankings } from '../evaluation/stability.ts';
import { readCallRankings } from '../experiment/trace/call-rankings.ts';
import { noteCutLine } from './note-cut-line.ts';
import { print, printGrid, printJson } from './output.ts';
import { onOneLine } from './plain-text.ts';
import { groupDigits } from './progress.ts';

export interface StabilityFlags {
  readonly k: number;
  readonly persistence: number;
  readonly json?: boolean;
}

/** @throws StillwebError as `readCallRankings` */
export async function runStability(
  baseline: string,
  variants: readonly string[],
  flags: StabilityFlags,
): Promise<void> {
  const read = async (name: string): Promise<NamedRankings> => ({
    name,
    rankings: await readCallRankings(name, noteCutLine(name)),
  });
  const all: NamedRankings[] = [];
  for (const path of [baseline, ...variants]) all.push(await read(path));
  const [first, ...others] = all;
  const { k: depth, persistence } = flags;
  const stability = measureStability(first, others, { depth, persistence });
  if (flags.json) {
    printJson({ k: depth, persistence, ...stability });
    return;
  }
  const { among, common } = stability;
  const shown = (value: number | null | undefined): string => (value == null ? '-' : value.toFixed(4));
  const depths = [1, 5, 10].filter((each) => each <= depth);
  printGrid(
    [
      'variant',
      'calls',
      'same list',
      'same first',
      'rbo',
      'tau',
      ...depths.map((each) => `@${each}`),
      'moved',
      'furthest',
      'gone',
      'come',
    ],
    stability.variants.map((each) => [
      onOneLine(each.name),
      groupDigits(each.calls),
      groupDigits(each.equal),
      groupDigits(each.sameFirst),
      ...[each.rbo, each.tau, ...depths.map((at) => each.overlap?.[at]), each.movedRanks].map(shown),
      groupDigits(each.furthest),
      shown(each.left),
      shown(each.came),
    ]),
  );
  if (others.length > 1) print(`among the variants: rbo ${shown(among.rbo)} over ${among.pairs} pairs`);
  print(
    `of ${groupDigits(common.calls)} calls that all have, ${groupDigits(common.equal)} have one list and ${groupDigits(common.sameFirst)} one first hit`,
  );
  for (const { name, missing, added } of stability.variants) {
    if (missing + added > 0)
      print(`${onOneLine(name)}: ${missing} calls of the baseline are missing, ${added} are not of it`);
  }
}
