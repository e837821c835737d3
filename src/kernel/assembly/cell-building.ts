import { CODE_WORDS } from '../constants';
import { largestOf, scoreTable } from './code-tables';
import { scoreFourPairs, widen } from './rows';

/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: which cell a vector is in, and its codes. The scalar twins are in
 * ../cell-building.ts; they give the same numbers. Dimensions are a multiple of VALUES_PER_STEP.
 */

/** What a query is away from the next; no power of two. */
// @ts-ignore: decorator
@inline
function strideOf(dimensions: i32): usize {
  return (<usize>dimensions << 1) + 64;
}

/**
 * The cell of each of `count` vectors: its dot product with the centre is largest, of equal ones the first.
 *
 * @param rows count × u32: which vectors
 * @param centres cells × dimensions i8
 * @param cells an even number
 * @param scratch four queries, and cells × 4 × i32
 * @param found count × u32
 */
export function assign(
  vectors: usize,
  rows: usize,
  count: i32,
  dimensions: i32,
  centres: usize,
  cells: i32,
  scratch: usize,
  found: usize,
): void {
  const step = <usize>dimensions;
  const stride = strideOf(dimensions);
  const scores = scratch + stride * 4;
  const room = <usize>cells << 2;
  for (let i: i32 = 0; i < count; i += 4) {
    for (let j: i32 = 0; j < 4; j++) {
      const row = load<u32>(rows + (<usize>min(i + j, count - 1) << 2));
      widen(vectors + <usize>row * step, scratch + stride * j, dimensions);
    }
    let centre = centres;
    for (let cell: i32 = 0; cell < cells; cell += 2) {
      const to = scores + (<usize>cell << 2);
      scoreFourPairs(scratch, scratch + stride, scratch + stride * 2, scratch + stride * 3, centre, centre + step, dimensions, to, room);
      centre += step * 2;
    }
    for (let j: i32 = 0; j < 4 && i + j < count; j++) {
      store<u32>(found + (<usize>(i + j) << 2), nearest(scores + room * j, cells));
    }
  }
}

function nearest(scores: usize, cells: i32): i32 {
  let best: i32 = 0;
  let most = i32.MIN_VALUE;
  for (let cell: i32 = 0; cell < cells; cell++) {
    const score = load<i32>(scores + (<usize>cell << 2));
    if (score > most) {
      most = score;
      best = cell;
    }
  }
  return best;
}

/**
 * Codes of the vectors `start` … `end − 1`, each without the centre of its cell: of the values of each table the word that is nearest.
 *
 * @param cellOf u32 of each vector of the shard
 * @param order dimensions × u32: the values, in the order of the tables
 * @param words dimensions × 16 i8, as fillTables reads them
 * @param offsets tables × 16 × i32: 15 − number of the word − 16 × its squared length
 * @param twos tables of two values, and of four, and of eight; an even number of them all
 * @param scratch dimensions × i16, and 64 bytes behind them
 * @param codes a byte for every two tables, of each vector of the shard
 */
export function encode(
  vectors: usize,
  start: i32,
  end: i32,
  dimensions: i32,
  centres: usize,
  cellOf: usize,
  order: usize,
  words: usize,
  offsets: usize,
  twos: i32,
  fours: i32,
  eights: i32,
  scratch: usize,
  codes: usize,
): void {
  const step = <usize>dimensions;
  const scores = scratch + (step << 1);
  const tables = twos + fours + eights;
  for (let row = start; row < end; row++) {
    const vector = vectors + <usize>row * step;
    const centre = centres + <usize>load<u32>(cellOf + (<usize>row << 2)) * step;
    for (let i: i32 = 0; i < dimensions; i++) {
      const place = <usize>load<u32>(order + (<usize>i << 2));
      store<i16>(scratch + (<usize>i << 1), <i16>(<i32>load<i8>(vector + place) - <i32>load<i8>(centre + place)));
    }
    let to = codes + <usize>row * <usize>(tables >> 1);
    let at = scratch;
    let word = words;
    let offset = offsets;
    let low: i32 = 0;
    for (let table: i32 = 0; table < tables; table++) {
      const pairs = table < twos ? 1 : table < twos + fours ? 2 : 4;
      scoreTable(at, word, pairs, scores);
      const code = codeOf(scores, offset);
      if (table & 1) store<u8>(to++, low | (code << 4));
      else low = code;
      at += <usize>pairs << 2;
      word += <usize>pairs << 5;
      offset += 64;
    }
  }
}

/** The nearest word: 2 × dot product − squared length is largest, of equal ones the first. */
// @ts-ignore: decorator
@inline
function codeOf(scores: usize, offsets: usize): i32 {
  // By twice CODE_WORDS: the number of a word has the last four bits.
  const a = i32x4.add(i32x4.shl(v128.load(scores), 5), v128.load(offsets));
  const b = i32x4.add(i32x4.shl(v128.load(scores, 16), 5), v128.load(offsets, 16));
  const c = i32x4.add(i32x4.shl(v128.load(scores, 32), 5), v128.load(offsets, 32));
  const d = i32x4.add(i32x4.shl(v128.load(scores, 48), 5), v128.load(offsets, 48));
  const best = largestOf(i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)));
  return CODE_WORDS - 1 - (best & (CODE_WORDS - 1));
}
