import { CODE_WORDS } from '../constants';
import { largestOf, scoreWords } from './code-tables';
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
 * Codes of the vectors `start` … `end − 1`, each without the centre of its cell: of every two values the word that is nearest.
 *
 * @param cellOf u32 of each vector of the shard
 * @param words dimensions × 16 i8, as fillTables reads them
 * @param offsets dimensions / 2 × 16 × i32: 15 − number of the word − 16 × its squared length
 * @param scratch dimensions × i16
 * @param codes dimensions / 4 bytes of each vector of the shard, two codes in a byte
 */
export function encode(
  vectors: usize,
  start: i32,
  end: i32,
  dimensions: i32,
  centres: usize,
  cellOf: usize,
  words: usize,
  offsets: usize,
  scratch: usize,
  codes: usize,
): void {
  const step = <usize>dimensions;
  for (let row = start; row < end; row++) {
    const vector = vectors + <usize>row * step;
    const centre = centres + <usize>load<u32>(cellOf + (<usize>row << 2)) * step;
    for (let i: i32 = 0; i < dimensions; i += 8) {
      v128.store(scratch + (i << 1), i16x8.sub(v128.load_ext<i8>(vector + i), v128.load_ext<i8>(centre + i)));
    }
    let to = codes + <usize>row * (step >> 2);
    let word = words;
    let offset = offsets;
    const last = scratch + (step << 1);
    for (let at = scratch; at < last; at += 8) {
      const low = codeOf(at, word, offset);
      const high = codeOf(at + 4, word + 32, offset + 64);
      store<u8>(to++, low | (high << 4));
      word += 64;
      offset += 128;
    }
  }
}

/** The nearest word: 2 × dot product − squared length is largest, of equal ones the first. */
// @ts-ignore: decorator
@inline
function codeOf(values: usize, words: usize, offsets: usize): i32 {
  const pair = v128.load32_splat(values);
  // By twice CODE_WORDS: the number of a word has the last four bits.
  const a = i32x4.add(i32x4.shl(scoreWords(pair, words), 5), v128.load(offsets));
  const b = i32x4.add(i32x4.shl(scoreWords(pair, words + 8), 5), v128.load(offsets, 16));
  const c = i32x4.add(i32x4.shl(scoreWords(pair, words + 16), 5), v128.load(offsets, 32));
  const d = i32x4.add(i32x4.shl(scoreWords(pair, words + 24), 5), v128.load(offsets, 48));
  const best = largestOf(i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d)));
  return CODE_WORDS - 1 - (best & (CODE_WORDS - 1));
}
