/** How far rankings for the same calls stay what they were under variants of what was done to them. */

import { meanOf } from './mean.ts';
import { compareRankings, type RankingsComparison } from './ranking-comparison.ts';

/** How documents moved from one list to another. */
export interface RankMovement {
  /** In both lists. */
  readonly kept: number;
  /** Sum of the ranks that those moved, up or down. */
  readonly moved: number;
  /** The most that one moved. */
  readonly furthest: number;
  /** In the first list alone, and in the second alone. */
  readonly left: number;
  readonly came: number;
}

/** @param ours ids in rank order, each once */
export function rankMovement(ours: readonly string[], theirs: readonly string[]): RankMovement {
  const places = new Map(ours.map((id, place) => [id, place]));
  const moves = theirs.flatMap((id, place) => {
    const before = places.get(id);
    return before === undefined ? [] : [Math.abs(before - place)];
  });
  return {
    kept: moves.length,
    moved: moves.reduce((sum, move) => sum + move, 0),
    furthest: Math.max(0, ...moves),
    left: ours.length - moves.length,
    came: theirs.length - moves.length,
  };
}

/** A variant beside the baseline. */
export interface VariantStability extends Omit<RankingsComparison, 'perTopic' | 'overlapByDepth' | 'topics'> {
  readonly name: string;
  /** Calls that both have. */
  readonly calls: number;
  /** Of the baseline, which the variant lacks; and the other way about. */
  readonly missing: number;
  readonly added: number;
  /** Of these calls, those with the same first hit. */
  readonly sameFirst: number;
  /** Ranks that a document in both lists moved, a mean over all of them; null for none. */
  readonly movedRanks: number | null;
  readonly furthest: number;
  /** Documents of a list of the baseline that are not in that of the variant, and the other way about: means over the calls. */
  readonly left: number | null;
  readonly came: number | null;
}

export interface Stability {
  readonly baseline: string;
  /** Of the baseline. */
  readonly calls: number;
  readonly variants: readonly VariantStability[];
  /** All pairs of the variants, without the baseline: means over the pairs, each of which is a mean over the calls that both have. */
  readonly among: {
    readonly pairs: number;
    readonly rbo: number | null;
    readonly overlap: Readonly<Record<number, number>> | null;
  };
  /** Of the calls that all have, those with one list in all of them, and those with one first hit. */
  readonly common: { readonly calls: number; readonly equal: number; readonly sameFirst: number };
}

/** Rankings by what tells a call from others: ids in rank order, each once. */
export interface NamedRankings {
  readonly name: string;
  readonly rankings: ReadonlyMap<string, readonly string[]>;
}

interface Depths {
  /** Places of each list that are compared. */
  readonly depth: number;
  /** Of RBO. */
  readonly persistence: number;
}

/** @param variants at least one */
export function measureStability(
  baseline: NamedRankings,
  variants: readonly NamedRankings[],
  depths: Depths,
): Stability {
  const pairs = variants.flatMap((one, i) =>
    variants
      .slice(i + 1)
      .map((other) => compareRankings(sharedCalls([one, other]), one.rankings, other.rankings, depths)),
  );
  const measured = pairs.filter(({ topics }) => topics > 0);
  const all = [baseline, ...variants];
  const common = sharedCalls(all);
  const isOne = (call: string, places: number): boolean => {
    const lists = all.map(({ rankings }) => JSON.stringify((rankings.get(call) ?? []).slice(0, places)));
    return lists.every((list) => list === lists[0]);
  };
  return {
    baseline: baseline.name,
    calls: baseline.rankings.size,
    variants: variants.map((variant) => beside(baseline, variant, depths)),
    among: {
      pairs: measured.length,
      rbo: meanOf(measured.flatMap(({ rbo }) => rbo ?? [])),
      overlap: meanOfEach(measured.flatMap(({ overlap }) => (overlap === null ? [] : [overlap]))),
    },
    common: {
      calls: common.length,
      equal: common.filter((call) => isOne(call, depths.depth)).length,
      sameFirst: common.filter((call) => isOne(call, 1)).length,
    },
  };
}

function beside(baseline: NamedRankings, { name, rankings }: NamedRankings, depths: Depths): VariantStability {
  const shared = sharedCalls([baseline, { name, rankings }]);
  const {
    perTopic: _,
    overlapByDepth: __,
    topics: calls,
    ...comparison
  } = compareRankings(shared, baseline.rankings, rankings, depths);
  const lists = shared.map((call) =>
    [baseline.rankings, rankings].map((side) => (side.get(call) ?? []).slice(0, depths.depth)),
  );
  const movements = lists.map(([ours, theirs]) => rankMovement(ours, theirs));
  const sumOf = (member: keyof RankMovement): number => movements.reduce((sum, each) => sum + each[member], 0);
  const kept = sumOf('kept');
  return {
    name,
    ...{ calls, missing: baseline.rankings.size - calls, added: rankings.size - calls },
    ...comparison,
    sameFirst: lists.filter(([ours, theirs]) => ours[0] === theirs[0]).length,
    movedRanks: kept === 0 ? null : sumOf('moved') / kept,
    furthest: movements.reduce((most, { furthest }) => Math.max(most, furthest), 0),
    left: calls === 0 ? null : sumOf('left') / calls,
    came: calls === 0 ? null : sumOf('came') / calls,
  };
}

/** Calls that all have, in the order of the first. */
function sharedCalls([first, ...others]: readonly NamedRankings[]): string[] {
  return [...first.rankings.keys()].filter((call) => others.every(({ rankings }) => rankings.has(call)));
}

function meanOfEach(values: readonly Readonly<Record<number, number>>[]): Record<number, number> | null {
  if (values.length === 0) return null;
  return Object.fromEntries(
    Object.keys(values[0]).map((depth) => [depth, meanOf(values.map((each) => each[Number(depth)]))]),
  ) as Record<number, number>;
}
