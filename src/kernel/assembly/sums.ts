/**
 * AssemblyScript: the sums of a window's passages, u16 or u32 each, and what is done with them.
 */
import { WINDOW_PASSAGES } from '../constants';
import { accept, bar, base, consider } from './candidates';
import { isFull } from './key-heap';

let sums: usize = 0;

/** @param at WINDOW_PASSAGES × u32, all zero; 16-byte aligned */
export function openSums(at: usize): void {
  sums = at;
}

// What a walk does with each posting.
/** Adds its contribution to the sum of its passage. */
export class AddUp {}
/** Adds it and takes the sum in one: of the last list to be added. */
export class AddAndTake {}
/** Takes the sum of its passage; those that an earlier walk took are zero. */
export class Take {}

// @ts-ignore: decorator
@inline
export function firstSum(): usize {
  return sums;
}

/** The sum so many passages behind another one. */
// @ts-ignore: decorator
@inline
export function sumBehind<Sum>(sum: usize, passages: u32): usize {
  return sum + (<usize>passages << alignof<Sum>());
}

/** @param sum where the sum of the posting's passage is */
// @ts-ignore: decorator
@inline
export function act<Sum, Action>(sum: usize, contribution: u32): void {
  if (idof<Action>() === idof<AddUp>()) store<Sum>(sum, <Sum>(<u32>load<Sum>(sum) + contribution));
  else if (idof<Action>() === idof<AddAndTake>()) take<Sum>(sum, <i32>(<u32>load<Sum>(sum) + contribution));
  else take<Sum>(sum, <i32>load<Sum>(sum));
}

// @ts-ignore: decorator
@inline
function take<Sum>(sum: usize, score: i32): void {
  store<Sum>(sum, 0);
  if (score >= bar) consider(score, <u32>((sum - sums) >> alignof<Sum>()));
}

/** Takes all sums. */
// @ts-ignore: decorator
@inline
export function takeAll<Sum>(): void {
  if (sizeof<Sum>() === 2) scanShortSums();
  else scanSums();
}

/** Takes the sums of the passages that may be ranked, and empties all: where they are few, most sums are of others. */
export function takeAdmitted<Sum>(): void {
  const from = accept + <usize>(base >> 3);
  for (let at = from; at < from + (WINDOW_PASSAGES >> 3); at += 8) {
    for (let bits = load<u64>(at); bits !== 0; bits &= bits - 1) {
      const offset = <u32>((at - from) << 3) + <u32>ctz(bits);
      const score = <i32>load<Sum>(sumBehind<Sum>(sums, offset));
      if (score >= bar) consider(score, offset);
    }
  }
  memory.fill(sums, 0, <usize>WINDOW_PASSAGES << alignof<Sum>());
}

/** Takes all sums, sixteen at a step. */
function scanSums(): void {
  let bars = splatBar();
  const end = sums + (<usize>WINDOW_PASSAGES << 2);
  const zero = i32x4.splat(0);
  for (let at = sums; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const largest = i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d));
    if (v128.any_true(i32x4.gt_s(largest, bars))) {
      for (let each = at; each < at + 64; each += 4) {
        const score = load<i32>(each);
        if (score >= bar) consider(score, <u32>((each - sums) >> 2));
      }
      bars = splatBar();
    }
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
}

/** The same with sums of 16 bits, sixty-four at a step. */
function scanShortSums(): void {
  let bars = splatShortBar();
  const end = sums + (<usize>WINDOW_PASSAGES << 1);
  const zero = i16x8.splat(0);
  for (let at = sums; at < end; at += 128) {
    const a = i16x8.max_u(v128.load(at), v128.load(at, 16));
    const b = i16x8.max_u(v128.load(at, 32), v128.load(at, 48));
    const c = i16x8.max_u(v128.load(at, 64), v128.load(at, 80));
    const d = i16x8.max_u(v128.load(at, 96), v128.load(at, 112));
    const largest = i16x8.max_u(i16x8.max_u(a, b), i16x8.max_u(c, d));
    if (v128.any_true(i16x8.sub_sat_u(largest, bars))) {
      for (let each = at; each < at + 128; each += 2) {
        const score = <i32>load<u16>(each);
        if (score >= bar) consider(score, <u32>((each - sums) >> 1));
      }
      bars = splatShortBar();
    }
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
    v128.store(at, zero, 64);
    v128.store(at, zero, 80);
    v128.store(at, zero, 96);
    v128.store(at, zero, 112);
  }
}

/** Sums at or below this are no hits. Passages ascend in a scan, so a full list takes no more of an equal score. */
// @ts-ignore: decorator
@inline
function barOf(): i32 {
  return isFull() ? bar : bar - 1;
}

// @ts-ignore: decorator
@inline
function splatBar(): v128 {
  return i32x4.splat(barOf());
}

// @ts-ignore: decorator
@inline
function splatShortBar(): v128 {
  return i16x8.splat(<i16>min(65_535, barOf()));
}
