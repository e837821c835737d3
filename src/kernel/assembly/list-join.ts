/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the passages of one shard that stand in every one of some
 * lists, and in which terms stand at given distances. The scalar twin is `ListJoin` in ../list-join.ts; both find the same.
 *
 * Window by window: the shortest list of the window gives candidates, each other list keeps those that it has, and the positions
 * of what is left are compared where they are. Whether a list is walked, or asked for each candidate, moves time only.
 */
import { WINDOW_PASSAGES, WINDOW_SHIFT } from '../constants';
import { collect, enterWindow, JoinedList, keepMarked, locate, positionOf, standsAt } from './joined-list';
import { findEntry } from './look-up';

/** u16 for each passage of a window: all zero before and behind a call. */
let marks: usize = 0;
/** u16 a candidate: its place in the window, and its number before the last list + 1. */
let places: usize = 0;
let kept: usize = 0;
/** Lists of the window, those of fewest entries first. */
let order: usize = 0;

/** One list is asked for each candidate where it has so many times as many entries. */
const WALK_FACTOR: i32 = 20;
/** What is found instead of a passage where a number leads outside. */
const OUTSIDE: i32 = -1;

/** Words of a phrase before its parts: how many there are, whether it is asked for where it ends, and the distance of its last term. */
const PHRASE_PARTS: usize = 12;

/**
 * @param lists count × JoinedList
 * @param count lists, at least 1
 * @param phrases one behind the other: u32 parts, u32 1 where the end is wanted, u32 length; then for each part u32 list, u32 distance
 * @param phraseCount phrases
 * @param numbersToo 1 where the entry of each list is wanted
 * @param window the next; windows are entered in ascending order, over all calls
 * @param windows of the shard
 * @param marksAt u16[WINDOW_PASSAGES], all zero
 * @param placesAt u16[WINDOW_PASSAGES]
 * @param keptAt u16[WINDOW_PASSAGES]
 * @param orderAt u32[count]
 * @param found u32: the next window; then the records: u32 passage, then u32 for each wanted end, or for each list
 * @param room u32 that there is room for in `found`, enough for the records of a window
 * @param width u32 of a record
 * @returns records found, or -1 where the positions of a term lead outside
 */
export function join(
  lists: usize,
  count: i32,
  phrases: usize,
  phraseCount: i32,
  numbersToo: i32,
  window: i32,
  windows: i32,
  marksAt: usize,
  placesAt: usize,
  keptAt: usize,
  orderAt: usize,
  found: usize,
  room: i32,
  width: i32,
): i32 {
  marks = marksAt;
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
        holds = standsTogether(lists, phrase, i, end);
        if (holds <= 0) break;
        if (load<u32>(phrase, 4) !== 0) end += 4;
        phrase += PHRASE_PARTS + (<usize>load<u32>(phrase) << 3);
      }
      if (holds < 0) return OUTSIDE;
      if (holds === 0) continue;
      for (let list: i32 = 0; numbersToo !== 0 && list < count; list++, end += 4) {
        const joined = listAt(lists, list);
        store<u32>(end, <u32>(joined.before + <i32>load<u16>(joined.numbers + (<usize>i << 1))));
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
    const walks = candidates * WALK_FACTOR > list.held;
    const left = walks ? keepByWalk(list, candidates) : keepByLookUp(list, candidates);
    if (left < candidates) {
      for (let earlier: i32 = 0; earlier < place; earlier++) pick(orderedAt(earlier).numbers, left);
      pick(places, left);
      candidates = left;
    }
  }
  return candidates;
}

function keepByWalk(list: JoinedList, candidates: i32): i32 {
  for (let i: i32 = 0; i < candidates; i++) {
    store<u16>(marks + (<usize>load<u16>(places + (<usize>i << 1)) << 1), <u16>(i + 1));
  }
  const left = keepMarked(list, marks, kept);
  for (let i: i32 = 0; i < candidates; i++) store<u16>(marks + (<usize>load<u16>(places + (<usize>i << 1)) << 1), 0);
  return left;
}

function keepByLookUp(list: JoinedList, candidates: i32): i32 {
  let left: i32 = 0;
  for (let i: i32 = 0; i < candidates; i++) {
    const entry = findEntry(list, <u32>load<u16>(places + (<usize>i << 1)));
    store<u16>(kept + (<usize>left << 1), <u16>(i + 1));
    store<u16>(list.numbers + (<usize>left << 1), <u16>entry);
    left += select(1, 0, entry >= 0);
  }
  return left;
}

/** Takes what belongs to the candidates that are kept to the front. */
function pick(values: usize, left: i32): void {
  for (let i: i32 = 0; i < left; i++) {
    const from = <usize>load<u16>(kept + (<usize>i << 1)) - 1;
    store<u16>(values + (<usize>i << 1), load<u16>(values + (from << 1)));
  }
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
