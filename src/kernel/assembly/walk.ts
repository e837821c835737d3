import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../constants';
import { LOOKED_AT, makeKey, makeRoom, numberOf, placeOf } from './beam';
import { scoreFour, touch } from './rows';

/** AssemblyScript: where the calling thread finds the graph and its scratch, and the walk through one level. */

// The graph. On the lowest level a node is named by its number, above by its rank in the order of insertion: the nodes of
// a level are those of the smallest ranks.
export let vectors: usize = 0;
export let dimensions: i32 = 0;
export let nodes: i32 = 0;
export let lowLinks: usize = 0;
/** u32 of each rank: the number of the node. */
export let numbers: usize = 0;
export let highLinks: usize = 0;
/** i32 of each level: how many nodes it has. */
export let levelNodes: usize = 0;
export let levels: i32 = 0;

// The scratch of the thread.
/** dimensions × i16 */
export let query: usize = 0;
/** Row of links to be scored, with room for a whole row and three more. */
export let frontier: usize = 0;
export let scores: usize = 0;
export let beam: usize = 0;
/** One bit a node. */
export let visited: usize = 0;
/** i32 that nobody reads. */
let touched: usize = 0;
export let held: i32 = 0;

export function configure(
  vectorsAt: usize,
  dimensionsOfOne: i32,
  nodesInAll: i32,
  lowLinksAt: usize,
  numbersAt: usize,
  highLinksAt: usize,
  levelNodesAt: usize,
  levelsInAll: i32,
): void {
  vectors = vectorsAt;
  dimensions = dimensionsOfOne;
  nodes = nodesInAll;
  lowLinks = lowLinksAt;
  numbers = numbersAt;
  highLinks = highLinksAt;
  levelNodes = levelNodesAt;
  levels = levelsInAll;
}

export function useScratch(
  queryAt: usize,
  frontierAt: usize,
  scoresAt: usize,
  beamAt: usize,
  visitedAt: usize,
  touchedAt: usize,
): void {
  query = queryAt;
  frontier = frontierAt;
  scores = scoresAt;
  beam = beamAt;
  visited = visitedAt;
  touched = touchedAt;
}

// @ts-ignore: decorator
@inline
export function vectorOf(number: u32): usize {
  return vectors + <usize>number * <usize>dimensions;
}

// @ts-ignore: decorator
@inline
export function numberAt(rank: u32): u32 {
  return load<u32>(numbers + (<usize>rank << 2));
}

// @ts-ignore: decorator
@inline
export function nodesOn(level: i32): i32 {
  return load<i32>(levelNodes + (<usize>level << 2));
}

/** The vector of a node: named by its number on the lowest level, by its rank above it. */
// @ts-ignore: decorator
@inline
export function vectorNamed(name: u32, isLow: bool): usize {
  return vectorOf(isLow ? name : numberAt(name));
}

/** The rows of a level above the lowest: those of the levels below it come first. */
export function highLinksOf(level: i32): usize {
  let at = highLinks;
  for (let below: i32 = 1; below < level; below++) at += <usize>nodesOn(below) * (HIGH_LINKS * 4);
  return at;
}

/**
 * Reads one value of every cache line of the rows to come, none of which waits for another: the misses of all rows are
 * then under way at once. Stored, or the engine could leave the reads out.
 */
// @ts-ignore: decorator
@inline
function touchFrontier(count: i32): void {
  let values: i32 = 0;
  for (let i: i32 = 0; i < count; i++) values |= touch(vectorOf(load<u32>(frontier + (<usize>i << 2))), dimensions);
  store<i32>(touched, values);
}

/** Scores `count` ≥ 1 nodes of the frontier against the query. Numbers on the lowest level, ranks above it. */
// @ts-ignore: decorator
@inline
function scoreFrontier(count: i32, isLow: bool): void {
  const last = load<u32>(frontier + (<usize>(count - 1) << 2));
  store<u32>(frontier + (<usize>count << 2), last);
  store<u32>(frontier + (<usize>count << 2), last, 4);
  store<u32>(frontier + (<usize>count << 2), last, 8);
  if (isLow) touchFrontier(count);
  // 4 is ROWS_PER_STEP of ../constants.ts
  for (let i: i32 = 0; i < count; i += 4) {
    const at = frontier + (<usize>i << 2);
    const a = vectorNamed(load<u32>(at), isLow);
    const b = vectorNamed(load<u32>(at, 4), isLow);
    const c = vectorNamed(load<u32>(at, 8), isLow);
    const d = vectorNamed(load<u32>(at, 12), isLow);
    v128.store(scores + (<usize>i << 2), scoreFour(query, a, b, c, d, dimensions));
  }
}

export function scoreNumbers(count: i32): void {
  scoreFrontier(count, true);
}

export function scoreRanks(count: i32): void {
  scoreFrontier(count, false);
}

/** Score of one node of the lowest level. */
export function scoreOne(number: u32): i32 {
  const row = vectorOf(number);
  return i32x4.extract_lane(scoreFour(query, row, row, row, row, dimensions), 0);
}

/** From a rank to the best rank that the links of one level lead to, one step at a time. */
export function descend(level: i32, start: u32): u32 {
  const links = highLinksOf(level);
  let best = start;
  let bestKey = makeKey(scoreOne(numberAt(start)), start);
  let before: u32;
  do {
    before = best;
    const row = links + <usize>best * (HIGH_LINKS * 4);
    let count: i32 = 0;
    while (count < HIGH_LINKS) {
      const rank = load<u32>(row + (<usize>count << 2));
      if (rank == NO_LINK) break;
      store<u32>(frontier + (<usize>count << 2), rank);
      count++;
    }
    if (count == 0) break;
    scoreRanks(count);
    for (let i: i32 = 0; i < count; i++) {
      const rank = load<u32>(frontier + (<usize>i << 2));
      const key = makeKey(load<i32>(scores + (<usize>i << 2)), rank);
      if (key > bestKey) {
        bestKey = key;
        best = rank;
      }
    }
  } while (best != before);
  return best;
}

/**
 * Walks one level from `start`: looks at the neighbours of the best candidate that has not been looked at, until all of
 * the `ef` best have been. They are left in the beam.
 */
// @ts-ignore: decorator
@inline
function walk(start: u32, ef: i32, links: usize, width: i32, isLow: bool, bits: i32): void {
  memory.fill(visited, 0, ((<usize>bits + 31) >> 5) << 2);
  const startAt = visited + (<usize>(start >> 5) << 2);
  store<u32>(startAt, load<u32>(startAt) | (1 << (start & 31)));
  store<i64>(beam, makeKey(scoreOne(isLow ? start : numberAt(start)), start));
  let count: i32 = 1;
  let next: i32 = 0;
  while (next < count) {
    const nextAt = beam + (<usize>next << 3);
    const key = load<i64>(nextAt);
    next++;
    if (key & LOOKED_AT) continue;
    store<i64>(nextAt, key | LOOKED_AT);
    const row = links + <usize>numberOf(key) * <usize>(width << 2);
    let fresh: i32 = 0;
    for (let i: i32 = 0; i < width; i++) {
      const neighbour = load<u32>(row + (<usize>i << 2));
      if (neighbour == NO_LINK) break;
      const at = visited + (<usize>(neighbour >> 5) << 2);
      const word = load<u32>(at);
      const bit: u32 = 1 << (neighbour & 31);
      store<u32>(at, word | bit);
      store<u32>(frontier + (<usize>fresh << 2), neighbour);
      fresh += i32((word & bit) == 0);
    }
    if (next < count) {
      // Most likely the next to be looked at: its links are fetched while the neighbours of this one are scored.
      const ahead = numberOf(load<i64>(beam + (<usize>next << 3)));
      store<i32>(touched, touch(links + <usize>ahead * <usize>(width << 2), width << 2));
    }
    if (fresh == 0) continue;
    if (isLow) scoreNumbers(fresh);
    else scoreRanks(fresh);
    let worst = count < ef ? i64.MIN_VALUE : load<i64>(beam + (<usize>(count - 1) << 3));
    for (let i: i32 = 0; i < fresh; i++) {
      const candidate = makeKey(load<i32>(scores + (<usize>i << 2)), load<u32>(frontier + (<usize>i << 2)));
      if (candidate < worst) continue;
      const place = placeOf(beam, count, candidate);
      if (count < ef) count++;
      makeRoom(beam, place, count - 1);
      store<i64>(beam + (<usize>place << 3), candidate);
      if (place < next) next = place;
      if (count == ef) worst = load<i64>(beam + (<usize>(count - 1) << 3));
    }
  }
  held = count;
}

export function walkLow(start: u32, ef: i32): void {
  walk(start, ef, lowLinks, LOW_LINKS, true, nodes);
}

export function walkHigh(level: i32, start: u32, ef: i32): void {
  walk(start, ef, highLinksOf(level), HIGH_LINKS, false, nodesOn(level));
}
