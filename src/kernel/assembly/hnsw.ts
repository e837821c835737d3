import { HIGH_LINKS, LOW_LINKS, MOST_CANDIDATES, NO_LINK } from '../constants';
import { numberOf, scoreOf } from './beam';
import { addCandidate, chooseNeighbours } from './selection';
import { widen } from './rows';
import {
  beam,
  descend,
  dimensions,
  frontier,
  held,
  highLinksOf,
  levels,
  lowLinks,
  nodesOn,
  numberAt,
  query,
  scoreNumbers,
  scoreRanks,
  scores,
  vectorOf,
  walkHigh,
  walkLow,
} from './walk';

/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: search and building of the graph of one shard, as
 * docs/format.md describes it. The scalar twins are ../graph-walk.ts and ../graph-building.ts: the same links, bit for bit.
 */
export { configure, useScratch } from './walk';

/**
 * The `ef` best nodes that a walk from the top finds for the query in the scratch.
 *
 * @param found ef × u32 for their numbers, and
 * @param foundScores ef × i32 for their scores; best first, of equal scores the smaller number
 * @returns how many
 */
export function search(ef: i32, found: usize, foundScores: usize): i32 {
  let rank: u32 = 0;
  for (let level = levels - 1; level > 0; level--) rank = descend(level, rank);
  walkLow(numberAt(rank), ef);
  for (let i: i32 = 0; i < held; i++) {
    const key = load<i64>(beam + (<usize>i << 3));
    store<u32>(found + (<usize>i << 2), numberOf(key));
    store<i32>(foundScores + (<usize>i << 2), scoreOf(key));
  }
  return held;
}

// @ts-ignore: decorator
@inline
function rowOf(level: i32, rank: u32): usize {
  if (level == 0) return lowLinks + <usize>numberAt(rank) * (LOW_LINKS * 4);
  return highLinksOf(level) + <usize>rank * (HIGH_LINKS * 4);
}

/** Levels that have a node of rank below `inserted`. */
function levelsBelow(rank: u32): i32 {
  let level: i32 = 0;
  while (level < levels && rank < <u32>nodesOn(level)) level++;
  return level;
}

/**
 * First half of a batch: finds the neighbours of ranks that no link leads to yet, in the graph as it was before the batch,
 * and writes them into the rows of those ranks. Threads share the work through a counter; what a rank gets does not depend
 * on who does it.
 *
 * @param counter i32 in memory: the next rank to take
 * @param end rank behind the batch
 * @param chosen scratch of LOW_LINKS + 3 × u32
 */
export function findNeighbours(counter: usize, end: i32, efConstruction: i32, most: i32, chosen: usize): void {
  for (;;) {
    const rank = atomic.add<i32>(counter, 1);
    if (rank >= end) return;
    findNeighboursOf(rank, efConstruction, most, chosen);
  }
}

function findNeighboursOf(rank: i32, efConstruction: i32, most: i32, chosen: usize): void {
  widen(vectorOf(numberAt(rank)), query, dimensions);
  let entry: u32 = 0;
  let level = levels - 1;
  const own = levelsBelow(rank);
  for (; level >= own; level--) entry = descend(level, entry);
  for (; level >= 0; level--) {
    const isLow = level == 0;
    if (isLow) walkLow(numberAt(entry), efConstruction);
    else walkHigh(level, entry, efConstruction);
    const best = numberOf(load<i64>(beam));
    const count = chooseNeighbours(held, isLow ? most : min(most, HIGH_LINKS), chosen, isLow);
    memory.copy(rowOf(level, rank), chosen, <usize>count << 2);
    entry = best;
  }
}

/**
 * Second half of a batch: adds the links back. Every thread reads all rows of the batch and keeps to the targets of its
 * part; a target gets its new links in the order of their ranks, whoever does it.
 *
 * @param part of 0 … parts − 1
 * @param heads u32 of each node, all 0 before and after
 * @param nexts levels × room × u32
 * @param room at least (end − start) × LOW_LINKS + 1
 * @param chosen scratch of LOW_LINKS + 3 × u32
 */
export function linkBack(
  start: i32,
  end: i32,
  part: i32,
  parts: i32,
  heads: usize,
  nexts: usize,
  room: i32,
  chosen: usize,
): void {
  for (let level: i32 = 0; level < levels; level++) {
    const stop = min(end, nodesOn(level));
    if (stop <= start) return;
    linkLevel(level, start, stop, part, parts, heads, nexts + ((<usize>level * <usize>room) << 2), chosen);
  }
}

function linkLevel(
  level: i32,
  start: i32,
  end: i32,
  part: i32,
  parts: i32,
  heads: usize,
  nexts: usize,
  chosen: usize,
): void {
  const width = level == 0 ? LOW_LINKS : HIGH_LINKS;
  // Each target heads a chain of the places that name it. They are chained backwards, so that ranks ascend along it.
  for (let rank = end - 1; rank >= start; rank--) {
    const row = rowOf(level, rank);
    for (let i: i32 = 0; i < width; i++) {
      const target = load<u32>(row + (<usize>i << 2));
      if (target == NO_LINK) break;
      if (target % <u32>parts != <u32>part) continue;
      const place: u32 = (rank - start) * LOW_LINKS + i + 1;
      const head = heads + (<usize>target << 2);
      store<u32>(nexts + (<usize>place << 2), load<u32>(head));
      store<u32>(head, place);
    }
  }
  for (let rank = start; rank < end; rank++) {
    const row = rowOf(level, rank);
    for (let i: i32 = 0; i < width; i++) {
      const target = load<u32>(row + (<usize>i << 2));
      if (target == NO_LINK) break;
      if (target % <u32>parts != <u32>part) continue;
      const head = heads + (<usize>target << 2);
      const first = load<u32>(head);
      if (first == 0) continue;
      store<u32>(head, 0);
      addLinks(level, target, first, start, nexts, chosen);
    }
  }
}

/** Adds a chain of new links to the row of a target, and chooses among all when they are too many. */
function addLinks(level: i32, target: u32, first: u32, start: i32, nexts: usize, chosen: usize): void {
  const isLow = level == 0;
  const width = isLow ? LOW_LINKS : HIGH_LINKS;
  const row = isLow ? lowLinks + <usize>target * (LOW_LINKS * 4) : rowOf(level, target);
  let count: i32 = 0;
  while (count < width && load<u32>(row + (<usize>count << 2)) != NO_LINK) count++;
  let place = first;
  while (place != 0) {
    // As many of the new ones as fit, and if there are more, enough to choose from.
    let names = count;
    memory.copy(frontier, row, <usize>count << 2);
    while (place != 0 && names < MOST_CANDIDATES) {
      const rank = start + <i32>((place - 1) / LOW_LINKS);
      store<u32>(frontier + (<usize>names << 2), isLow ? numberAt(rank) : <u32>rank);
      names++;
      place = load<u32>(nexts + (<usize>place << 2));
    }
    if (names <= width) {
      memory.copy(row, frontier, <usize>names << 2);
      return;
    }
    count = chooseAmong(names, isLow ? target : numberAt(target), width, isLow, chosen);
    memory.copy(row, chosen, <usize>count << 2);
    memory.fill(row + (<usize>count << 2), 0xff, <usize>(width - count) << 2);
  }
}

/** Chooses among the nodes that the frontier names. */
function chooseAmong(names: i32, targetNumber: u32, width: i32, isLow: bool, chosen: usize): i32 {
  widen(vectorOf(targetNumber), query, dimensions);
  if (isLow) scoreNumbers(names);
  else scoreRanks(names);
  for (let i: i32 = 0; i < names; i++) {
    addCandidate(i, load<i32>(scores + (<usize>i << 2)), load<u32>(frontier + (<usize>i << 2)));
  }
  return chooseNeighbours(names, width, chosen, isLow);
}
