import { CODE_VALUES, MOST_SCALED, TABLE_MOST } from '../constants';

/**
 * AssemblyScript: what the codes of vectors count for one query. A code is one of the 16 words of a table, of two, four or eight values;
 * its dot product with those values of the query is in a table of 16 entries. Entries are scaled to 0 … TABLE_MOST, all tables by one
 * factor, so that they add up. Words stand by pairs of values: those of the first pair, then those of the next.
 */

/** Bits behind the point of the factor. */
const FACTOR_BITS: i32 = 24;

/** What all tables together were lowered by. */
export let lowered: i64 = 0;
export let factor: i64 = 0;

// @ts-ignore: decorator
@inline
function leastOf(values: v128): i32 {
  const two = i32x4.min_s(values, v128.shuffle<i32>(values, values, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.min_s(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

// @ts-ignore: decorator
@inline
export function largestOf(values: v128): i32 {
  const two = i32x4.max_s(values, v128.shuffle<i32>(values, values, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.max_s(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

/** Dot products of a pair of values, i16 × 2 as often as there is room, with four words of a table. */
// @ts-ignore: decorator
@inline
export function scoreWords(pair: v128, words: usize): v128 {
  return i32x4.dot_i16x8_s(pair, v128.load_ext<i8>(words));
}

/**
 * Scores of values with the sixteen words of their table.
 *
 * @param values pairs × 2 × i16
 * @param words pairs × 16 × 2 i8
 * @param to sixteen i32
 */
// @ts-ignore: decorator
@inline
export function scoreTable(values: usize, words: usize, pairs: i32, to: usize): void {
  let pair = v128.load32_splat(values);
  let a = scoreWords(pair, words);
  let b = scoreWords(pair, words + 8);
  let c = scoreWords(pair, words + 16);
  let d = scoreWords(pair, words + 24);
  for (let i: i32 = 1; i < pairs; i++) {
    values += 4;
    words += 32;
    pair = v128.load32_splat(values);
    a = i32x4.add(a, scoreWords(pair, words));
    b = i32x4.add(b, scoreWords(pair, words + 8));
    c = i32x4.add(c, scoreWords(pair, words + 16));
    d = i32x4.add(d, scoreWords(pair, words + 24));
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

let widest: i32 = 1;

/** Fills what is behind `to` with the products of tables of one width, each without the least of them. */
function fillProducts(query: usize, words: usize, tables: i32, pairs: i32, to: usize): void {
  for (let table: i32 = 0; table < tables; table++) {
    scoreTable(query, words, pairs, to);
    const a = v128.load(to);
    const b = v128.load(to, 16);
    const c = v128.load(to, 32);
    const d = v128.load(to, 48);
    const least = leastOf(i32x4.min_s(i32x4.min_s(a, b), i32x4.min_s(c, d)));
    const largest = largestOf(i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)));
    widest = max(widest, largest - least);
    lowered += <i64>least;
    const all = i32x4.splat(least);
    v128.store(to, i32x4.sub(a, all));
    v128.store(to, i32x4.sub(b, all), 16);
    v128.store(to, i32x4.sub(c, all), 32);
    v128.store(to, i32x4.sub(d, all), 48);
    query += <usize>pairs << 2;
    words += <usize>pairs << 5;
    to += 64;
  }
}

/**
 * @param query dimensions × i16, in the order of the tables
 * @param words dimensions / 2 × 16 × 2 i8
 * @param twos tables of two values, and of four, and of eight
 * @param raw room for tables × 64 bytes
 * @param entries tables × 16 u8
 */
export function fillTables(query: usize, words: usize, twos: i32, fours: i32, eights: i32, raw: usize, entries: usize): void {
  widest = 1;
  lowered = 0;
  const inTwos = <usize>(twos * CODE_VALUES);
  const inFours = inTwos + <usize>(fours * CODE_VALUES * 2);
  fillProducts(query, words, twos, 1, raw);
  fillProducts(query + (inTwos << 1), words + (inTwos << 4), fours, 2, raw + (<usize>twos << 6));
  fillProducts(query + (inFours << 1), words + (inFours << 4), eights, 4, raw + (<usize>(twos + fours) << 6));
  const scale = (TABLE_MOST << FACTOR_BITS) / widest;
  factor = <i64>scale;
  const scales = i32x4.splat(scale);
  const tables = twos + fours + eights;
  for (let table: i32 = 0; table < tables; table++) {
    const ab = i16x8.narrow_i32x4_s(scaled(raw, scales), scaled(raw + 16, scales));
    const cd = i16x8.narrow_i32x4_s(scaled(raw + 32, scales), scaled(raw + 48, scales));
    v128.store(entries, i8x16.narrow_i16x8_u(ab, cd));
    raw += 64;
    entries += 16;
  }
}

// @ts-ignore: decorator
@inline
function scaled(at: usize, scales: v128): v128 {
  return i32x4.shr_u(i32x4.mul(v128.load(at), scales), FACTOR_BITS);
}

/** What a score adds to sums of entries. */
export function scaleScore(score: i32): i32 {
  return <i32>min(<i64>MOST_SCALED, max(-<i64>MOST_SCALED, ((<i64>score + lowered) * factor) >> FACTOR_BITS));
}
