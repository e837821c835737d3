/**
 * AssemblyScript: the loops that every posting goes through. The compiler makes each of them for what is done with a posting:
 * `Action` is a type that names it.
 */
import { AddUp, act } from './sums';
import {
  CODED,
  impactOf,
  List,
  MASK,
  PACKED,
  RARE,
  rareImpact,
  rarePassage,
  TRIPLE,
} from './window-list';

/** Does `Action` with every entry of the window; those that bridge a gap have impact 0. */
export function each<Sum, Action>(list: List): void {
  const entryBytes = list.entryBytes;
  // A factor of one that the compiler knows is no multiplication.
  if (entryBytes === RARE) eachRare<Sum, Action>(list);
  else if (entryBytes === PACKED) {
    if (list.weight === 1) eachPacked<Sum, Action>(list, 1);
    else eachPacked<Sum, Action>(list, list.weight);
  } else if (entryBytes === CODED) {
    if (list.weight === 1) eachCoded<Sum, Action>(list, 1);
    else eachCoded<Sum, Action>(list, list.weight);
  } else if (list.weight === 1) eachTriple<Sum, Action>(list, 1);
  else eachTriple<Sum, Action>(list, list.weight);
}

function eachRare<Sum, Action>(list: List): void {
  const weight = <u32>list.weight;
  const to = list.to;
  for (let at = list.from; at < to; at += RARE) {
    act<Sum, Action>(rarePassage(at) & MASK, rareImpact(at) * weight);
  }
}

// @ts-ignore: decorator
@inline
function eachPacked<Sum, Action>(list: List, weight: u32): void {
  const to = list.to;
  let at = list.from;
  if (idof<Action>() === idof<AddUp>()) {
    for (; at + 12 < to; at += 16) {
      const p0 = load<u32>(at);
      const p1 = load<u32>(at, 4);
      const p2 = load<u32>(at, 8);
      const p3 = load<u32>(at, 12);
      act<Sum, Action>(p0 & MASK, (p0 >>> 16) * weight);
      act<Sum, Action>(p1 & MASK, (p1 >>> 16) * weight);
      act<Sum, Action>(p2 & MASK, (p2 >>> 16) * weight);
      act<Sum, Action>(p3 & MASK, (p3 >>> 16) * weight);
    }
  }
  for (; at < to; at += PACKED) {
    const posting = load<u32>(at);
    act<Sum, Action>(posting & MASK, (posting >>> 16) * weight);
  }
}

// @ts-ignore: decorator
@inline
function eachTriple<Sum, Action>(list: List, weight: u32): void {
  const gapBits = list.gapBits;
  const gaps = <u32>(1 << gapBits) - 1;
  const to = list.to;
  let at = list.from;
  let offset: u32 = 0;
  if (idof<Action>() === idof<AddUp>()) {
    for (; at + 9 < to; at += 12) {
      const p0 = load<u32>(at);
      const p1 = load<u32>(at, 3);
      const p2 = load<u32>(at, 6);
      const p3 = load<u32>(at, 9);
      const o0 = offset + (p0 & gaps);
      const o1 = o0 + (p1 & gaps);
      const o2 = o1 + (p2 & gaps);
      offset = o2 + (p3 & gaps);
      act<Sum, Action>(o0, ((p0 & 0xffffff) >>> gapBits) * weight);
      act<Sum, Action>(o1, ((p1 & 0xffffff) >>> gapBits) * weight);
      act<Sum, Action>(o2, ((p2 & 0xffffff) >>> gapBits) * weight);
      act<Sum, Action>(offset, ((p3 & 0xffffff) >>> gapBits) * weight);
    }
  }
  for (; at < to; at += TRIPLE) {
    const entry = load<u32>(at);
    offset += entry & gaps;
    act<Sum, Action>(offset, ((entry & 0xffffff) >>> gapBits) * weight);
  }
}

// @ts-ignore: decorator
@inline
function eachCoded<Sum, Action>(list: List, weight: u32): void {
  const gapBits = list.gapBits;
  const gaps = <u32>(1 << gapBits) - 1;
  const codes = list.codes;
  const to = list.to;
  let at = list.from;
  let offset: u32 = 0;
  if (idof<Action>() === idof<AddUp>()) {
    for (; at + 6 < to; at += 8) {
      const e0 = <u32>load<u16>(at);
      const e1 = <u32>load<u16>(at, 2);
      const e2 = <u32>load<u16>(at, 4);
      const e3 = <u32>load<u16>(at, 6);
      const o0 = offset + (e0 & gaps);
      const o1 = o0 + (e1 & gaps);
      const o2 = o1 + (e2 & gaps);
      offset = o2 + (e3 & gaps);
      act<Sum, Action>(o0, impactOf(codes, e0 >>> gapBits) * weight);
      act<Sum, Action>(o1, impactOf(codes, e1 >>> gapBits) * weight);
      act<Sum, Action>(o2, impactOf(codes, e2 >>> gapBits) * weight);
      act<Sum, Action>(offset, impactOf(codes, e3 >>> gapBits) * weight);
    }
  }
  for (; at < to; at += CODED) {
    const entry = <u32>load<u16>(at);
    offset += entry & gaps;
    act<Sum, Action>(offset, impactOf(codes, entry >>> gapBits) * weight);
  }
}
