/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the passages of one shard that stand in every one of some
 * lists, and in which terms stand at given distances. The scalar twin is `ListJoin` in ../list-join.ts; both find the same.
 *
 * Window by window: the shortest list of the window gives candidates, each other list keeps those that it has, and the positions
 * of what is left are compared where they are. What no candidate can be among is passed over, 64 entries at a time.
 */
import { WINDOW_PASSAGES, WINDOW_SHIFT } from '../constants';
import { collect, enterWindow, impactAt, JoinedList, keep, keepMarked } from './joined-list';
import { locate, locateBytes, positionOf, standsAt } from './standing';

/** A list of fewer times as many entries as there are candidates is walked. Moves time only. */
const WALK_FACTOR: i32 = 16;

/** u16 for each passage of a window: all zero before and behind a call. */
let marks: usize = 0;
/** Room for the places of 64 entries. */
let expanded: usize = 0;
/** u16 a candidate: its place in the window, and its number before the last list. */
let places: usize = 0;
let kept: usize = 0;
/** Lists of the window, those of fewest entries first. */
let order: usize = 0;

/** What is found instead of a passage where a number leads outside. */
const OUTSIDE: i32 = -1;

/** Words of a phrase before its parts: how many there are, whether it is asked for where it ends, and the distance of its last term. */
const PHRASE_PARTS: usize = 12;

/**
 * @param lists count × JoinedList
 * @param count lists, at least 1
 * @param phrases one behind the other: u32 parts, u32 1 where the end is wanted, u32 length; then for each part u32 list, u32 distance
 * @param phraseCount phrases
 * @param told what is wanted of each list: 0 nothing, 1 the entry, 2 its impact
 * @param window the next; windows are entered in ascending order, over all calls
 * @param windows of the shard
 * @param marksAt u16[WINDOW_PASSAGES + 1], all zero
 * @param expandedAt u16[128]
 * @param placesAt u16[WINDOW_PASSAGES + 128], as are the `numbers` of each list
 * @param keptAt u16[WINDOW_PASSAGES]
 * @param orderAt u32[count]
 * @param found u32: the next window; then the records: u32 passage, then u32 for each wanted end, then for each list
 * @param room u32 that there is room for in `found`, enough for the records of a window
 * @param width u32 of a record
 * @returns records found, or -1 where the positions of a term lead outside
 */
export function join(
  lists: usize,
  count: i32,
  phrases: usize,
  phraseCount: i32,
  told: i32,
  window: i32,
  windows: i32,
  marksAt: usize,
  expandedAt: usize,
  placesAt: usize,
  keptAt: usize,
  orderAt: usize,
  found: usize,
  room: i32,
  width: i32,
): i32 {
  marks = marksAt;
  expanded = expandedAt;
  places = placesAt;
  kept = keptAt;
  order = orderAt;
  let records: i32 = 0;
  let at = found + 4;
  for (; window < windows && 1 + records * width + WINDOW_PASSAGES * width <= room; window++) {
    const candidates = joinWindow(lists, count, window);
    const base = <u32>(window << WINDOW_SHIFT);
    for (let i: i32 = 0; i < candidates; i++) {
      const passage = base + <u32>load<u16>(places + (<usize>i << 1));
      let end = at + 4;
      let phrase = phrases;
      let holds: i32 = 1;
      for (let each: i32 = 0; each < phraseCount; each++) {
        const isPair = load<u32>(phrase) === 2 && load<u32>(phrase, 4) === 0;
        holds = isPair ? pairStands(lists, phrase, i) : -1;
        if (holds < 0) holds = standsTogether(lists, phrase, i, end);
        if (holds <= 0) break;
        if (load<u32>(phrase, 4) !== 0) end += 4;
        phrase += PHRASE_PARTS + (<usize>load<u32>(phrase) << 3);
      }
      if (holds < 0) return OUTSIDE;
      if (holds === 0) continue;
      for (let list: i32 = 0; told !== 0 && list < count; list++, end += 4) {
        const joined = listAt(lists, list);
        const entry = <i32>load<u16>(joined.numbers + (<usize>i << 1));
        store<u32>(end, told === 1 ? <u32>(joined.before + entry) : impactAt(joined, entry));
      }
      store<u32>(at, passage);
      at = end;
      records++;
    }
  }
  store<u32>(found, <u32>window);
  return records;
}

// @ts-ignore: decorator
@inline
function listAt(lists: usize, number: i32): JoinedList {
  return changetype<JoinedList>(lists + <usize>number * offsetof<JoinedList>());
}

// @ts-ignore: decorator
@inline
function orderedAt(place: i32): JoinedList {
  return changetype<JoinedList>(load<u32>(order + (<usize>place << 2)));
}

/** @returns how many passages of the window stand in all lists: their places, and their entry in each */
function joinWindow(lists: usize, count: i32, window: i32): i32 {
  let isEmpty = false;
  for (let number: i32 = 0; number < count; number++) {
    const list = listAt(lists, number);
    enterWindow(list, window);
    list.candidate = -1;
    isEmpty = isEmpty || list.held === 0;
    let place = number;
    for (; place > 0 && orderedAt(place - 1).held > list.held; place--) {
      store<u32>(order + (<usize>place << 2), load<u32>(order + (<usize>(place - 1) << 2)));
    }
    store<u32>(order + (<usize>place << 2), <u32>changetype<usize>(list));
  }
  if (isEmpty) return 0;
  let candidates = collect(orderedAt(0), places);
  for (let place: i32 = 1; place < count && candidates > 0; place++) {
    const list = orderedAt(place);
    const left =
      candidates * WALK_FACTOR > list.held
        ? keepMarked(list, marks, places, candidates, kept, expanded)
        : keep(list, places, candidates, kept, expanded);
    if (left < candidates) {
      for (let earlier: i32 = 0; earlier < place; earlier++) pick(orderedAt(earlier).numbers, left);
      pick(places, left);
      candidates = left;
    }
  }
  return candidates;
}

/** Takes what belongs to the candidates that are kept to the front. */
function pick(values: usize, left: i32): void {
  for (let i: i32 = 0; i < left; i++) {
    const from = <usize>load<u16>(kept + (<usize>i << 1));
    store<u16>(values + (<usize>i << 1), load<u16>(values + (from << 1)));
  }
}

/** Positions that one comparison takes. */
const AT_ONCE: u32 = 16;

/**
 * The same as `standsTogether` of two terms that have few positions, of a byte each: most of what is asked.
 *
 * @returns 1 or 0, or -1 where it is not so simple
 */
function pairStands(lists: usize, phrase: usize, candidate: i32): i32 {
  const first = phrase + PHRASE_PARTS;
  const one = locateBytes(listAt(lists, load<i32>(first)), candidate);
  const other = locateBytes(listAt(lists, load<i32>(first, 8)), candidate);
  const count = <u32>(one >>> 32);
  const others = <u32>(other >>> 32);
  if (one === 0 || other === 0 || count > AT_ONCE || others > AT_ONCE) return -1;
  const distance = load<i32>(first, 12) - load<i32>(first, 4);
  const all = v128.load(<usize>(<u32>other));
  const asked: i32 = (1 << others) - 1;
  let found: i32 = 0;
  for (let at = <usize>(<u32>one), end = at + count; at < end; at++) {
    const wanted = <i32>load<u8>(at) + distance;
    const equal = i8x16.bitmask(i8x16.eq(all, i8x16.splat(<i8>wanted))) & asked;
    found |= select(equal, 0, <u32>wanted < 256);
  }
  return found !== 0 ? 1 : 0;
}

/**
 * Whether the terms of a phrase stand at their distances in a candidate. Where the end is wanted, the least position of a last
 * term is written.
 *
 * @returns 1 or 0, or -1 where positions lead outside
 */
function standsTogether(lists: usize, phrase: usize, candidate: i32, end: usize): i32 {
  const parts = <i32>load<u32>(phrase);
  const first = phrase + PHRASE_PARTS;
  let fewest: i32 = 0;
  let least: i32 = i32.MAX_VALUE;
  for (let part: i32 = 0; part < parts; part++) {
    const list = listAt(lists, load<i32>(first + (<usize>part << 3)));
    if (list.candidate !== candidate && !locate(list, candidate)) return -1;
    if (list.count < least) {
      least = list.count;
      fewest = part;
    }
  }
  const lead = listAt(lists, load<i32>(first + (<usize>fewest << 3)));
  const leadDistance = load<u32>(first + (<usize>fewest << 3), 4);
  for (let i: i32 = 0; i < least; i++) {
    const position = positionOf(lead, i);
    if (position < leadDistance) continue;
    const start = position - leadDistance;
    let part: i32 = 0;
    for (; part < parts; part++) {
      if (part === fewest) continue;
      const each = first + (<usize>part << 3);
      if (!standsAt(listAt(lists, load<i32>(each)), start + load<u32>(each, 4))) break;
    }
    if (part < parts) continue;
    if (load<u32>(phrase, 4) !== 0) store<u32>(end, start + load<u32>(phrase, 8));
    return 1;
  }
  return 0;
}
