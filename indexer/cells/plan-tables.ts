import { countTables, TABLE_WIDTHS } from '../../src/kernel/code-tables.ts';

/**
 * Which values of a vector share a table of codes. Most encoders put more into some values than into others: those that vary most are two
 * to a table, those that vary least eight, so that as few codes as possible tell as much as possible.
 */

/**
 * What is lost of the squares of values by words of two, four and eight of them, in proportion: measured on static vectors. The theory of
 * independent normal values says about the same.
 */
const LOSSES = [1, 3, 5] as const;

export interface TablePlan {
  /** The values, those that vary most first; of equal ones the first. */
  readonly order: Uint32Array;
  /** Tables of two values, of four and of eight. */
  readonly counts: readonly number[];
}

/** @param rest samples × dimensions: vectors without their centres */
export function planTables(rest: Int16Array, dimensions: number): TablePlan {
  const squares = new Float64Array(dimensions);
  // Integers below 2^53, so that the order of adding does not matter.
  for (let i = 0; i < rest.length; i++) squares[i % dimensions] += rest[i] * rest[i];
  const order = Uint32Array.from({ length: dimensions }, (_, i) => i).sort((a, b) => squares[b] - squares[a] || a - b);
  let counts: readonly number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const each of waysToPart(dimensions)) {
    const loss = lossOf(each, order, squares);
    if (loss >= least) continue;
    least = loss;
    counts = each;
  }
  return { order, counts };
}

/** The ways to part values into `countTables` tables; the fewest tables of eight first. */
function waysToPart(dimensions: number): number[][] {
  const tables = countTables(dimensions);
  const ways: number[][] = [];
  for (let eights = 0; eights * 8 <= dimensions; eights++) {
    const fours = dimensions / 2 - tables - 3 * eights;
    const twos = tables - fours - eights;
    if (fours >= 0 && twos >= 0) ways.push([twos, fours, eights]);
  }
  return ways;
}

function lossOf(counts: readonly number[], order: Uint32Array, squares: Float64Array): number {
  let loss = 0;
  let place = 0;
  for (const [kind, count] of counts.entries()) {
    const end = place + count * TABLE_WIDTHS[kind];
    for (; place < end; place++) loss += LOSSES[kind] * squares[order[place]];
  }
  return loss;
}
