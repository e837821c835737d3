import type { PostingArrays, PostingList } from './lexical-kernel.ts';
import { ListSeeker } from './list-seeker.ts';

/**
 * The seam of joins: the passages of one shard that stand in every one of some lists, and in which terms stand at given
 * distances. `ListJoin` is the scalar form, assembly/list-join.ts the WebAssembly one; both find the same.
 */

/** A list that is joined. */
export type JoinedPlace = Pick<PostingList, 'start' | 'rareCount'>;

/** Terms at given distances. */
export interface JoinedPhrase {
  /** Two or more, or one of a phrase whose end is asked for. */
  readonly parts: readonly JoinedPart[];
  /** Whether it counts, by the least position at which its last term stands. Default: wherever it stands */
  readonly accepts?: (passage: number, end: number) => boolean;
}

export interface JoinedPart {
  /** Number of the list. */
  readonly list: number;
  /** From the beginning of the phrase, 0 or more. */
  readonly distance: number;
}

/** Gives the positions of an entry of a list, ascending. */
export type PositionsOf = (list: number, entry: number) => readonly number[];

/** The scalar join. It goes from passage to passage, the shortest list first, and can begin anywhere. */
export class ListJoin {
  readonly #seekers: readonly ListSeeker[];
  readonly #inOrder: readonly ListSeeker[];
  readonly #phrases: readonly JoinedPhrase[];
  readonly #positionsOf: PositionsOf;
  readonly #standing = (list: number): readonly number[] => this.#positionsOf(list, this.#seekers[list].entry);

  /** @param lists at least one */
  constructor(
    arrays: PostingArrays,
    lists: readonly JoinedPlace[],
    phrases: readonly JoinedPhrase[],
    positionsOf: PositionsOf,
  ) {
    this.#seekers = lists.map((list) => new ListSeeker(arrays, list));
    this.#inOrder = [...this.#seekers].sort((a, b) => a.entries - b.entries);
    this.#phrases = phrases;
    this.#positionsOf = positionsOf;
  }

  /** The first passage of `from` … `end` − 1 that holds everything; -1 where none does. */
  find(from: number, end: number): number {
    const [lead, ...others] = this.#inOrder;
    let passage = lead.seek(from);
    while (passage >= 0 && passage < end) {
      let next = passage;
      for (const other of others) {
        next = other.seek(passage);
        if (next !== passage) break;
      }
      if (next < 0) return -1;
      if (next === passage && this.#phrases.every((phrase) => standTogether(passage, phrase, this.#standing))) {
        return passage;
      }
      passage = lead.seek(next === passage ? passage + 1 : next);
    }
    return -1;
  }
}

/** Whether the terms of a phrase stand at their distances in a passage. @param positionsOf those of a list in it, ascending */
export function standTogether(
  passage: number,
  { parts, accepts }: JoinedPhrase,
  positionsOf: (list: number) => readonly number[],
): boolean {
  const standing = parts.map(({ list }) => positionsOf(list));
  const length = parts.reduce((largest, { distance }) => Math.max(largest, distance), 0);
  for (const position of standing[0]) {
    const start = position - parts[0].distance;
    if (start < 0) continue;
    const isThere = parts.every(({ distance }, i) => i === 0 || includes(standing[i], start + distance));
    // The least is asked alone: where it does not count, no other does.
    if (isThere) return accepts === undefined || accepts(passage, start + length);
  }
  return false;
}

/** By bisection: some words stand in a text thousands of times. */
function includes(ascending: readonly number[], wanted: number): boolean {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] === wanted) return true;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
