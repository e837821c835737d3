import { BLOCK_PASSAGES, TABLE_MOST } from '../constants';
import { closeScan, kept, leastNear, makeKey, numberOf, openScan, scanBlocks, scoreOf } from './cell-scan';
import { fillTables, scaleScore } from './code-tables';
import { keepLargest, sortFalling } from './largest';
import { scoreFour, touch } from './rows';

/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: search in the cells of one shard, as docs/format.md describes
 * them. The scalar twin is ../cell-search.ts: the same passages with the same scores.
 */

/** Cells that are put in order first; then as many more as there are. */
const FIRST_CELLS: i32 = 160;

// The cells, set once.
let vectors: usize = 0;
let dimensions: i32 = 0;
let cells: i32 = 0;
let centres: usize = 0;
let starts: usize = 0;
let passages: usize = 0;
let codes: usize = 0;
let words: usize = 0;
let order: usize = 0;
/** Tables of two values, of four and of eight. */
let twos: i32 = 0;
let fours: i32 = 0;
let eights: i32 = 0;

// The scratch of the thread.
/** dimensions × i16 */
let query: usize = 0;
/** The same in the order of the tables. */
let ordered: usize = 0;
/** tables × 64 bytes */
let raw: usize = 0;
/** tables × 16 bytes */
let entries: usize = 0;
/** Keys of the cells, with room for three more. */
let cellKeys: usize = 0;
/** Keys of passages, with room for three more. */
let keys: usize = 0;
let keyRoom: i32 = 0;
/** A block of u16. */
let sums: usize = 0;
/** tables × TABLE_MOST + 1 × u32 */
let bins: usize = 0;

export function configure(
  vectorsAt: usize,
  dimensionsOfOne: i32,
  cellsInAll: i32,
  centresAt: usize,
  startsAt: usize,
  passagesAt: usize,
  codesAt: usize,
  wordsAt: usize,
  orderAt: usize,
  tablesOfTwo: i32,
  tablesOfFour: i32,
  tablesOfEight: i32,
): void {
  vectors = vectorsAt;
  dimensions = dimensionsOfOne;
  cells = cellsInAll;
  centres = centresAt;
  starts = startsAt;
  passages = passagesAt;
  codes = codesAt;
  words = wordsAt;
  order = orderAt;
  twos = tablesOfTwo;
  fours = tablesOfFour;
  eights = tablesOfEight;
}

export function useScratch(
  queryAt: usize,
  orderedAt: usize,
  rawAt: usize,
  entriesAt: usize,
  cellKeysAt: usize,
  keysAt: usize,
  roomForKeys: i32,
  sumsAt: usize,
  binsAt: usize,
): void {
  query = queryAt;
  ordered = orderedAt;
  raw = rawAt;
  entries = entriesAt;
  cellKeys = cellKeysAt;
  keys = keysAt;
  keyRoom = roomForKeys;
  sums = sumsAt;
  bins = binsAt;
}

/**
 * The passages nearest to the query in the scratch, of those that the codes of the cells nearest to it let through.
 *
 * @param probes cells, 1 … all
 * @param patience cells one after the other of which none has a passage among the `most` by their codes: then no more are looked into
 * @param candidates passages whose vectors are compared: those whose codes score most; fewer than there is room for keys
 * @param found candidates × u32 for their numbers, and
 * @param foundScores candidates × i32 for their scores; best first, of equal scores the smaller number
 * @param most that are wanted of them
 * @returns how many
 */
export function search(
  probes: i32,
  patience: i32,
  candidates: i32,
  most: i32,
  found: usize,
  foundScores: usize,
): i32 {
  scan(probes, patience, candidates, most);
  return rank(kept, most, found, foundScores);
}

/**
 * The passages whose vectors `search` would compare, for whoever has these elsewhere; in no order.
 *
 * @param found candidates × u32 for their numbers
 * @returns how many
 */
export function select(probes: i32, patience: i32, candidates: i32, most: i32, found: usize): i32 {
  scan(probes, patience, candidates, most);
  for (let i: i32 = 0; i < kept; i++) store<u32>(found + (<usize>i << 2), numberOf(load<u64>(keys + (<usize>i << 3))));
  return kept;
}

/** Leaves the keys of the candidates in `keys`. */
function scan(probes: i32, patience: i32, candidates: i32, most: i32): void {
  const tables = twos + fours + eights;
  orderQuery();
  fillTables(ordered, words, twos, fours, eights, raw, entries);
  compareCentres();
  let sorted = sortCells(0, probes);
  const base = scaleScore(scoreOf(load<u64>(cellKeys)));
  openScan(keys, keyRoom, candidates, min(most, candidates), sums, bins, base, tables * TABLE_MOST);
  let least: i32 = -1;
  let quiet: i32 = 0;
  for (let i: i32 = 0; i < probes; i++) {
    if (i == sorted) sorted = sortCells(sorted, probes);
    const key = load<u64>(cellKeys + (<usize>i << 3));
    const cell = starts + (<usize>numberOf(key) << 2);
    const start = load<u32>(cell);
    scanBlocks(
      codes + <usize>start * <usize>(tables << 4),
      passages + <usize>start * (BLOCK_PASSAGES << 2),
      <i32>(load<u32>(cell, 4) - start),
      entries,
      tables,
      scaleScore(scoreOf(key)),
    );
    const before = least;
    least = leastNear();
    quiet = least < 0 || least != before ? 0 : quiet + 1;
    if (quiet == patience) break;
  }
  closeScan();
}

function orderQuery(): void {
  for (let i: i32 = 0; i < dimensions; i++) {
    const value = load<i16>(query + (<usize>load<u32>(order + (<usize>i << 2)) << 1));
    store<i16>(ordered + (<usize>i << 1), value);
  }
}

/** The keys of all cells, in no order. */
function compareCentres(): void {
  const step = <usize>dimensions;
  const last = centres + <usize>(cells - 1) * step;
  let centre = centres;
  // 4 is ROWS_PER_STEP of ../constants.ts
  for (let cell: i32 = 0; cell < cells; cell += 4) {
    const second = min(centre + step, last);
    const third = min(second + step, last);
    const fourth = min(third + step, last);
    storeKeys(scoreFour(query, centre, second, third, fourth, dimensions), cellKeys + (<usize>cell << 3), cell, cell + 1, cell + 2, cell + 3);
    centre = fourth + step;
  }
}

/**
 * Brings the next keys behind the first `sorted` into order, best first: few searches look into all cells that they may.
 *
 * @returns how many are in order now
 */
function sortCells(sorted: i32, probes: i32): i32 {
  const end = min(sorted + max(sorted, FIRST_CELLS), probes);
  if (end < cells) keepLargest(cellKeys + (<usize>sorted << 3), cells - sorted, end - sorted);
  sortFalling(cellKeys, sorted, end - 1);
  return end;
}

// @ts-ignore: decorator
@inline
function storeKeys(scores: v128, at: usize, a: u32, b: u32, c: u32, d: u32): void {
  store<u64>(at, makeKey(i32x4.extract_lane(scores, 0), a));
  store<u64>(at, makeKey(i32x4.extract_lane(scores, 1), b), 8);
  store<u64>(at, makeKey(i32x4.extract_lane(scores, 2), c), 16);
  store<u64>(at, makeKey(i32x4.extract_lane(scores, 3), d), 24);
}

// @ts-ignore: decorator
@inline
function vectorOf(number: u32): usize {
  return vectors + <usize>number * <usize>dimensions;
}

/** Compares the vectors of the candidates with the query. */
function rank(count: i32, most: i32, found: usize, foundScores: usize): i32 {
  if (count == 0) return 0;
  const last = load<u64>(keys + (<usize>(count - 1) << 3));
  for (let i = count; i & 3; i++) store<u64>(keys + (<usize>i << 3), last);
  // One value of every line of all rows first: the misses are then under way at once. Stored, or the reads could be left out.
  let values: i32 = 0;
  for (let i: i32 = 0; i < count; i++) values |= touch(vectorOf(numberOf(load<u64>(keys + (<usize>i << 3)))), dimensions);
  store<i32>(sums, values);
  for (let i: i32 = 0; i < count; i += 4) {
    const at = keys + (<usize>i << 3);
    const a = numberOf(load<u64>(at));
    const b = numberOf(load<u64>(at, 8));
    const c = numberOf(load<u64>(at, 16));
    const d = numberOf(load<u64>(at, 24));
    storeKeys(scoreFour(query, vectorOf(a), vectorOf(b), vectorOf(c), vectorOf(d), dimensions), at, a, b, c, d);
  }
  const wanted = min(most, count);
  if (wanted < count) keepLargest(keys, count, wanted);
  sortFalling(keys, 0, wanted - 1);
  for (let i: i32 = 0; i < wanted; i++) {
    const key = load<u64>(keys + (<usize>i << 3));
    store<u32>(found + (<usize>i << 2), numberOf(key));
    store<i32>(foundScores + (<usize>i << 2), scoreOf(key));
  }
  return wanted;
}
