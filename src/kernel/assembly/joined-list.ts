/**
 * AssemblyScript: a list that is joined with others, in the window at hand. Its entries are read 64 at a time, eight in a step: first
 * the places of all, then those that are wanted are compared with them.
 */
import { CODED_BYTES, PACKED_BYTES, RARE_BYTES, SKIP_SHIFT, TRIPLE_BYTES, WINDOW_PASSAGES } from '../constants';
import { loadEight, sumEight } from './look-up';
import { enter, impactOf, List, MASK, rareImpact, rarePassage } from './window-list';

/** A list, and what the caller fills besides (`JOINED_PLACES` in src/wasm/list-join.ts). */
@unmanaged
export class JoinedList extends List {
  /** Its positions: where those of the term begin and end, its entries in all, and the form of a single block. */
  positions: usize;
  positionsEnd: usize;
  total: i32;
  form: i32;
  /** u16 a candidate: its entry in the window. */
  numbers: usize;
  /** Entries in the windows before, and in this one. */
  before: i32;
  held: i32;
  /** Positions of the candidate at hand: where, how many, and the bytes of each. `candidate` says whose they are. */
  at: usize;
  count: i32;
  width: i32;
  candidate: i32;
}

/** Goes to the next window. */
export function enterWindow(list: JoinedList, window: i32): void {
  list.before += list.held;
  list.held = enter(list, window) ? list.entries : 0;
}

/** What stands behind the last place: more than any place is. */
const BEHIND: i32 = WINDOW_PASSAGES;
const BLOCK: i32 = 1 << SKIP_SHIFT;

/**
 * Writes the places of all postings of the window, and their entries.
 *
 * @param places has room for a block more, and what makes it even
 * @returns how many
 */
export function collect(list: JoinedList, places: usize): i32 {
  const entries = list.entries;
  let count: i32 = 0;
  for (let first: i32 = 0; first < entries; first += BLOCK) {
    const at = places + (<usize>count << 1);
    const held = min(BLOCK, entries - first);
    expand(list, first, held, at);
    const numbers = list.numbers + (<usize>count << 1);
    if (list.gapBits === 0 || !bridges(list, first, held)) {
      for (let i: i32 = 0; i < held; i += 8) store8(numbers + (<usize>i << 1), first + i);
      count += held;
      continue;
    }
    let kept: i32 = 0;
    for (let i: i32 = 0; i < held; i++) {
      store<u16>(at + (<usize>kept << 1), load<u16>(at + (<usize>i << 1)));
      store<u16>(numbers + (<usize>kept << 1), <u16>(first + i));
      kept += select(1, 0, isPosting(list, first + i));
    }
    count += kept;
  }
  return count;
}

/** Eight numbers that follow each other. */
// @ts-ignore: decorator
@inline
function store8(at: usize, first: i32): void {
  v128.store(at, i16x8.add(i16x8.splat(<i16>first), i16x8(0, 1, 2, 3, 4, 5, 6, 7)));
}

/**
 * Keeps the candidates that the list has, by looking all of its entries up among them.
 *
 * @param marks u16 for each passage of the window, all zero, before and behind
 * @param places u16 a candidate, ascending
 * @param kept u16 for each that is kept: its number before
 * @param expanded room for the places of a block, and 16 more
 * @returns how many are kept
 */
export function keepMarked(
  list: JoinedList,
  marks: usize,
  places: usize,
  candidates: i32,
  kept: usize,
  expanded: usize,
): i32 {
  for (let i: i32 = 0; i < candidates; i++) store<u16>(markOf(marks, places, i), <u16>(i + 1));
  const entries = list.entries;
  const numbers = list.numbers;
  let left: i32 = 0;
  for (let first: i32 = 0; first < entries; first += BLOCK) {
    const held = min(BLOCK, entries - first);
    expand(list, first, held, expanded);
    for (let from: i32 = 0; from < held; from += 8) {
      let any = load<u16>(markOf(marks, expanded, from));
      any |= load<u16>(markOf(marks, expanded, from + 1));
      any |= load<u16>(markOf(marks, expanded, from + 2));
      any |= load<u16>(markOf(marks, expanded, from + 3));
      any |= load<u16>(markOf(marks, expanded, from + 4));
      any |= load<u16>(markOf(marks, expanded, from + 5));
      any |= load<u16>(markOf(marks, expanded, from + 6));
      any |= load<u16>(markOf(marks, expanded, from + 7));
      if (any === 0) continue;
      for (let i: i32 = from; i < from + 8; i++) {
        const mark = load<u16>(markOf(marks, expanded, i));
        store<u16>(kept + (<usize>left << 1), mark - 1);
        store<u16>(numbers + (<usize>left << 1), <u16>(first + i));
        left += select(1, 0, mark !== 0);
        if (mark !== 0 && !isPosting(list, first + i)) left--;
      }
    }
  }
  for (let i: i32 = 0; i < candidates; i++) store<u16>(markOf(marks, places, i), 0);
  return left;
}

/** Where the mark is of one of some places. */
// @ts-ignore: decorator
@inline
function markOf(marks: usize, places: usize, i: i32): usize {
  return marks + (<usize>load<u16>(places + (<usize>i << 1)) << 1);
}

/**
 * The same, by looking each of the candidates up among its entries: blocks in which none can be are passed over.
 *
 * @param places u16 a candidate, ascending
 * @param kept u16 for each that is kept: its number before
 * @param expanded room for the places of a block, and 16 more
 * @returns how many are kept
 */
export function keep(list: JoinedList, places: usize, candidates: i32, kept: usize, expanded: usize): i32 {
  const entries = list.entries;
  const numbers = list.numbers;
  let left: i32 = 0;
  let first: i32 = -BLOCK;
  let last: i32 = -1;
  let at = expanded;
  // Behind a whole block too stands what ends a search.
  v128.store(expanded, i16x8.splat(<i16>BEHIND), 2 * BLOCK);
  v128.store(expanded, i16x8.splat(<i16>BEHIND), 2 * BLOCK + 16);
  for (let i: i32 = 0; i < candidates; i++) {
    const place = <i32>load<u16>(places + (<usize>i << 1));
    if (place > last) {
      do {
        first += BLOCK;
        if (first >= entries) return left;
        last = lastPlace(list, first);
      } while (place > last);
      expand(list, first, min(BLOCK, entries - first), expanded);
      at = expanded;
    }
    // There is one that is not below it: the last, or what stands behind it.
    while (<i32>load<u16>(at, 30) < place) at += 32;
    const wanted = i16x8.splat(<i16>place);
    const equal = i8x16.bitmask(
      i8x16.narrow_i16x8_s(i16x8.eq(v128.load(at), wanted), i16x8.eq(v128.load(at, 16), wanted)),
    );
    const entry = first + <i32>((at - expanded) >> 1) + ctz(equal | 0x10000);
    store<u16>(kept + (<usize>left << 1), <u16>i);
    store<u16>(numbers + (<usize>left << 1), <u16>entry);
    if (equal !== 0 && isPosting(list, entry)) left++;
  }
  return left;
}

/** Where the last entry of a block is; of the last block of all, more than any place. */
// @ts-ignore: decorator
@inline
function lastPlace(list: JoinedList, first: i32): i32 {
  const entries = list.entries;
  if (first + BLOCK >= entries) return BEHIND;
  const entryBytes = list.entryBytes;
  if (entryBytes === RARE_BYTES) return <i32>(rarePassage(list.from + <usize>((first + BLOCK - 1) * RARE_BYTES)) & MASK);
  if (entryBytes === PACKED_BYTES) return <i32>(load<u32>(list.from + (<usize>(first + BLOCK - 1) << 2)) & MASK);
  return <i32>load<u16>(knownPlaces(list) + (<usize>(first >> SKIP_SHIFT) << 1));
}

/** Where the places are that a list of gaps tells of every 64th entry. */
// @ts-ignore: decorator
@inline
function knownPlaces(list: JoinedList): usize {
  return list.from - (<usize>((list.entries - 1) >> SKIP_SHIFT) << 1);
}

/** Writes the places of `held` entries of a block, and behind them BEHIND. */
function expand(list: JoinedList, first: i32, held: i32, to: usize): void {
  const entryBytes = list.entryBytes;
  if (entryBytes === RARE_BYTES) {
    let at = list.from + <usize>(first * RARE_BYTES);
    for (let i: i32 = 0; i < held; i++, at += RARE_BYTES) store<u16>(to + (<usize>i << 1), <u16>(rarePassage(at) & MASK));
  } else if (entryBytes === PACKED_BYTES) {
    const at = list.from + (<usize>first << 2);
    const mask = i32x4.splat(MASK);
    for (let i: i32 = 0; i < held; i += 8) {
      const low = v128.and(v128.load(at + (<usize>i << 2)), mask);
      const high = v128.and(v128.load(at + (<usize>i << 2), 16), mask);
      v128.store(to + (<usize>i << 1), i16x8.narrow_i32x4_u(low, high));
    }
  } else if (entryBytes === CODED_BYTES) expandGaps<u16>(list, first, held, to);
  else expandGaps<u32>(list, first, held, to);
  if (held === BLOCK) return;
  const behind = i16x8.splat(<i16>BEHIND);
  for (let i: i32 = held; i < BLOCK; i += 8) v128.store(to + (<usize>i << 1), behind);
}

function expandGaps<Entry>(list: JoinedList, first: i32, held: i32, to: usize): void {
  const known = first === 0 ? 0 : load<u16>(knownPlaces(list) + (<usize>((first >> SKIP_SHIFT) - 1) << 1));
  const gaps = i16x8.splat(<i16>(0xffff >>> (16 - list.gapBits)));
  let place = i16x8.splat(<i16>known);
  let at = list.from + <usize>first * entryBytesOf<Entry>();
  for (let i: i32 = 0; i < held; i += 8, at += entryBytesOf<Entry>() << 3) {
    const sums = i16x8.add(sumEight(v128.and(loadEight<Entry>(at), gaps)), place);
    place = v128.shuffle<i16>(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7);
    v128.store(to + (<usize>i << 1), sums);
  }
}

/** Whether some entries of a block may only bridge gaps. */
// @ts-ignore: decorator
@inline
function bridges(list: JoinedList, first: i32, held: i32): bool {
  return list.entryBytes === CODED_BYTES ? bridgesIn<u16>(list, first, held) : bridgesIn<u32>(list, first, held);
}

/** Of entries of three bytes two are looked at: where their bits are zero, it depends on the third. */
function bridgesIn<Entry>(list: JoinedList, first: i32, held: i32): bool {
  const bits = list.gapBits;
  const zero = i16x8.splat(0);
  let at = list.from + <usize>first * entryBytesOf<Entry>();
  let found = zero;
  for (let i: i32 = 0; i < held; i += 8, at += entryBytesOf<Entry>() << 3) {
    found = v128.or(found, i16x8.eq(i16x8.shr_u(loadEight<Entry>(at), bits), zero));
  }
  return v128.any_true(found);
}

/** Whether an entry is a posting, and not only there to bridge a gap. */
// @ts-ignore: decorator
@inline
function isPosting(list: JoinedList, entry: i32): bool {
  const bits = list.gapBits;
  if (bits === 0) return true;
  if (list.entryBytes === CODED_BYTES) return load<u16>(list.from + (<usize>entry << 1)) >>> bits !== 0;
  return (load<u32>(list.from + <usize>(entry * TRIPLE_BYTES)) & 0xffffff) >>> bits !== 0;
}

/** The impact of an entry of the window, as it is stored. */
export function impactAt(list: JoinedList, entry: i32): u32 {
  const at = list.from + <usize>(entry * list.entryBytes);
  if (list.entryBytes === RARE_BYTES) return rareImpact(at);
  if (list.entryBytes === PACKED_BYTES) return load<u32>(at) >>> 16;
  if (list.entryBytes === CODED_BYTES) return impactOf(list.codes, <u32>load<u16>(at) >>> list.gapBits);
  return (load<u32>(at) & 0xffffff) >>> list.gapBits;
}

// @ts-ignore: decorator
@inline
function entryBytesOf<Entry>(): usize {
  return sizeof<Entry>() === 2 ? CODED_BYTES : TRIPLE_BYTES;
}
