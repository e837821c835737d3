/**
 * AssemblyScript: the loops that every posting goes through. The compiler makes each of them anew for what is done with a
 * posting, for the width of its sums, and for what else is known beforehand: a shift by a constant number of bits and a
 * factor of one are half of what a posting costs. All of these are types, because types are what it makes anew for.
 */
import { CODED_BYTES, PACKED_BYTES, RARE_BYTES, REQUEST_SHIFT, TRIPLE_BYTES } from '../constants';
import { act, firstSum, sumBehind, Take } from './sums';
import { impactOf, List, MASK, rareImpact, rarePassage } from './window-list';

// How often the term counts: once and fully, once as a word that only asks, or as its weight and its shift say.
class Once {}
class Asking {}
class Often {}

// Bits of a gap: those of the forms in src/format/frequent-list.ts.
class Gap6 {}
class Gap7 {}
class Gap8 {}
class Gap10 {}
class Gap11 {}

// @ts-ignore: decorator
@inline
function bitsOf<Gap>(): i32 {
  if (idof<Gap>() === idof<Gap6>()) return 6;
  if (idof<Gap>() === idof<Gap7>()) return 7;
  if (idof<Gap>() === idof<Gap8>()) return 8;
  if (idof<Gap>() === idof<Gap10>()) return 10;
  return 11;
}

// @ts-ignore: decorator
@inline
function gapOf<Gap>(entry: u32): u32 {
  return entry & ((1 << bitsOf<Gap>()) - 1);
}

/** Does `Action` with every entry of the window; those that bridge a gap have impact 0. */
export function each<Sum, Action>(list: List): void {
  const entryBytes = list.entryBytes;
  if (entryBytes === RARE_BYTES) eachRare<Sum, Action>(list);
  else if (idof<Action>() === idof<Take>()) eachFrequent<Sum, Action, Once>(list);
  else if (list.weight !== 1) eachFrequent<Sum, Action, Often>(list);
  else if (list.shift === 0) eachFrequent<Sum, Action, Once>(list);
  else if (list.shift === REQUEST_SHIFT) eachFrequent<Sum, Action, Asking>(list);
  else eachFrequent<Sum, Action, Often>(list);
}

// @ts-ignore: decorator
@inline
function eachFrequent<Sum, Action, Times>(list: List): void {
  const entryBytes = list.entryBytes;
  const gapBits = list.gapBits;
  if (entryBytes === PACKED_BYTES) eachPacked<Sum, Action, Times>(list);
  else if (entryBytes === CODED_BYTES) {
    if (gapBits === 8) eachCoded<Sum, Action, Times, Gap8>(list);
    else if (gapBits === 7) eachCoded<Sum, Action, Times, Gap7>(list);
    else eachCoded<Sum, Action, Times, Gap6>(list);
  } else if (gapBits === 10) eachTriple<Sum, Action, Times, Gap10>(list);
  else eachTriple<Sum, Action, Times, Gap11>(list);
}

// @ts-ignore: decorator
@inline
function weigh<Times>(impact: u32, shift: u32, weight: u32): u32 {
  if (idof<Times>() === idof<Once>()) return impact;
  if (idof<Times>() === idof<Asking>()) return impact >>> REQUEST_SHIFT;
  return (impact >>> shift) * weight;
}

function eachRare<Sum, Action>(list: List): void {
  const weight = <u32>list.weight;
  const shift = <u32>list.shift;
  const first = firstSum();
  const to = list.to;
  for (let at = list.from; at < to; at += RARE_BYTES) {
    act<Sum, Action>(sumBehind<Sum>(first, rarePassage(at) & MASK), (rareImpact(at) >>> shift) * weight);
  }
}

function eachPacked<Sum, Action, Times>(list: List): void {
  const weight = <u32>list.weight;
  const shift = <u32>list.shift;
  const first = firstSum();
  const to = list.to;
  let at = list.from;
  for (; at + 12 < to; at += 16) {
    const p0 = load<u32>(at);
    const p1 = load<u32>(at, 4);
    const p2 = load<u32>(at, 8);
    const p3 = load<u32>(at, 12);
    act<Sum, Action>(sumBehind<Sum>(first, p0 & MASK), weigh<Times>(p0 >>> 16, shift, weight));
    act<Sum, Action>(sumBehind<Sum>(first, p1 & MASK), weigh<Times>(p1 >>> 16, shift, weight));
    act<Sum, Action>(sumBehind<Sum>(first, p2 & MASK), weigh<Times>(p2 >>> 16, shift, weight));
    act<Sum, Action>(sumBehind<Sum>(first, p3 & MASK), weigh<Times>(p3 >>> 16, shift, weight));
  }
  for (; at < to; at += PACKED_BYTES) {
    const posting = load<u32>(at);
    act<Sum, Action>(sumBehind<Sum>(first, posting & MASK), weigh<Times>(posting >>> 16, shift, weight));
  }
}

function eachTriple<Sum, Action, Times, Gap>(list: List): void {
  const weight = <u32>list.weight;
  const shift = <u32>list.shift;
  const to = list.to;
  let at = list.from;
  let sum = firstSum();
  for (; at + 9 < to; at += 12) {
    const e0 = load<u32>(at);
    const e1 = load<u32>(at, 3);
    const e2 = load<u32>(at, 6);
    const e3 = load<u32>(at, 9);
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e0));
    act<Sum, Action>(sum, weigh<Times>((e0 & 0xffffff) >>> bitsOf<Gap>(), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e1));
    act<Sum, Action>(sum, weigh<Times>((e1 & 0xffffff) >>> bitsOf<Gap>(), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e2));
    act<Sum, Action>(sum, weigh<Times>((e2 & 0xffffff) >>> bitsOf<Gap>(), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e3));
    act<Sum, Action>(sum, weigh<Times>((e3 & 0xffffff) >>> bitsOf<Gap>(), shift, weight));
  }
  for (; at < to; at += TRIPLE_BYTES) {
    const entry = load<u32>(at);
    sum = sumBehind<Sum>(sum, gapOf<Gap>(entry));
    act<Sum, Action>(sum, weigh<Times>((entry & 0xffffff) >>> bitsOf<Gap>(), shift, weight));
  }
}

function eachCoded<Sum, Action, Times, Gap>(list: List): void {
  const weight = <u32>list.weight;
  const shift = <u32>list.shift;
  const codes = list.codes;
  const to = list.to;
  let at = list.from;
  let sum = firstSum();
  for (; at + 6 < to; at += 8) {
    const e0 = <u32>load<u16>(at);
    const e1 = <u32>load<u16>(at, 2);
    const e2 = <u32>load<u16>(at, 4);
    const e3 = <u32>load<u16>(at, 6);
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e0));
    act<Sum, Action>(sum, weigh<Times>(impactOf(codes, e0 >>> bitsOf<Gap>()), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e1));
    act<Sum, Action>(sum, weigh<Times>(impactOf(codes, e1 >>> bitsOf<Gap>()), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e2));
    act<Sum, Action>(sum, weigh<Times>(impactOf(codes, e2 >>> bitsOf<Gap>()), shift, weight));
    sum = sumBehind<Sum>(sum, gapOf<Gap>(e3));
    act<Sum, Action>(sum, weigh<Times>(impactOf(codes, e3 >>> bitsOf<Gap>()), shift, weight));
  }
  for (; at < to; at += CODED_BYTES) {
    const entry = <u32>load<u16>(at);
    sum = sumBehind<Sum>(sum, gapOf<Gap>(entry));
    act<Sum, Action>(sum, weigh<Times>(impactOf(codes, entry >>> bitsOf<Gap>()), shift, weight));
  }
}
