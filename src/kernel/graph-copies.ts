import type { QueryVector } from './dot-product.ts';
import { type Candidates, type GraphSearch, MAX_EF } from './graph-walk.ts';

/**
 * Passages of one vector share one node: the first of them. The others, its copies, have no links and no rank; they are
 * listed beside the graph and stand, in a ranking, beside their node. Sorted by node, then by number.
 */
export interface GraphCopies {
  readonly copies: Uint32Array;
  /** The node of each. */
  readonly nodes: Uint32Array;
}

export const NO_COPIES: GraphCopies = { copies: new Uint32Array(0), nodes: new Uint32Array(0) };

/** A byte a passage: whether it is a copy. */
export function markCopies({ copies }: GraphCopies, passages: number): Uint8Array {
  const marks = new Uint8Array(passages);
  for (const copy of copies) marks[copy] = 1;
  return marks;
}

/** A search that finds the copies of what a walk finds: the `ef` best of all of them, in the total order. */
export function searchWithCopies(search: GraphSearch, copies: GraphCopies, passages: number): GraphSearch {
  return copies.copies.length === 0 ? search : new CopySearch(search, copies, passages);
}

class CopySearch implements GraphSearch {
  readonly #search: GraphSearch;
  readonly #copies: GraphCopies;
  readonly #hasCopies: Uint8Array;
  readonly #numbers = new Uint32Array(MAX_EF);
  readonly #scores = new Int32Array(MAX_EF);

  constructor(search: GraphSearch, copies: GraphCopies, passages: number) {
    this.#search = search;
    this.#copies = copies;
    this.#hasCopies = new Uint8Array(passages);
    for (const node of copies.nodes) this.#hasCopies[node] = 1;
  }

  search(query: QueryVector, ef: number): Candidates {
    const found = this.#search.search(query, ef);
    let count = 0;
    for (let from = 0; from < found.count && count < ef; ) {
      const score = found.scores[from];
      let to = from;
      let hasCopies = false;
      for (; to < found.count && found.scores[to] === score; to++)
        hasCopies ||= this.#hasCopies[found.numbers[to]] === 1;
      const nodes = found.numbers.subarray(from, to);
      // Of one score the smaller numbers come first, whichever node they belong to.
      const equal = hasCopies ? this.#expand(nodes, ef - count) : nodes;
      for (let i = 0; i < equal.length && count < ef; i++) {
        this.#numbers[count] = equal[i];
        this.#scores[count++] = score;
      }
      from = to;
    }
    return { count, numbers: this.#numbers, scores: this.#scores };
  }

  /** Nodes and their copies, ascending; of no node more than are wanted in all. */
  #expand(nodes: Uint32Array, wanted: number): Uint32Array {
    const { copies, nodes: owners } = this.#copies;
    const all: number[] = [];
    for (const node of nodes) {
      all.push(node);
      if (this.#hasCopies[node] === 0) continue;
      const first = firstAtLeast(owners, node);
      for (let i = first; i < owners.length && owners[i] === node && i - first < wanted; i++) all.push(copies[i]);
    }
    return Uint32Array.from(all).sort();
  }
}

function firstAtLeast(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
