import { HIGH_LINKS, LOW_LINKS, NO_LINK } from './constants.ts';
import { dotProduct, type QueryVector } from './dot-product.ts';

/** A graph and the vectors that it is of, as docs/format.md describes it. */
export interface GraphArrays {
  readonly dimensions: number;
  /** nodes × dimensions */
  readonly vectors: Int8Array;
  /** nodes × LOW_LINKS numbers */
  readonly lowLinks: Uint32Array;
  /** Number of each rank: of all while building, of those above the lowest level and the first to search. */
  readonly numbers: Uint32Array;
  /** Rows of HIGH_LINKS ranks, level after level. */
  readonly highLinks: Uint32Array;
  readonly levelNodes: Int32Array;
}

/** What a walk found: numbers and int32 scores, best first, of equal scores the smaller number. */
export interface Candidates {
  readonly count: number;
  readonly numbers: Uint32Array;
  readonly scores: Int32Array;
}

export interface GraphSearch {
  /**
   * The `ef` best nodes that a walk finds; valid until the next call.
   *
   * @param ef 1 … MAX_EF
   */
  search(query: QueryVector, ef: number): Candidates;
}

/** Candidates that a walk can keep. */
export const MAX_EF = 4096;

/** The scalar twin of assembly/walk.ts: the same candidates. */
export class GraphWalk implements GraphSearch {
  readonly graph: GraphArrays;
  /** The beam, best first. */
  readonly names: Uint32Array;
  readonly scores: Int32Array;
  readonly #lookedAt: Uint8Array;
  readonly #visited: Uint8Array;
  held = 0;

  /** @param capacity largest `ef`, and number of candidates added by hand */
  constructor(graph: GraphArrays, capacity: number) {
    this.graph = graph;
    this.names = new Uint32Array(capacity + 1);
    this.scores = new Int32Array(capacity + 1);
    this.#lookedAt = new Uint8Array(capacity + 1);
    this.#visited = new Uint8Array(graph.levelNodes[0]);
  }

  search(query: QueryVector, ef: number): Candidates {
    let rank = 0;
    for (let level = this.graph.levelNodes.length - 1; level > 0; level--) rank = this.descend(query, level, rank);
    this.walk(query, 0, this.graph.numbers[rank], ef);
    return { count: this.held, numbers: this.names, scores: this.scores };
  }

  /** Number of a name: above the lowest level nodes are named by rank. */
  numberOf(level: number, name: number): number {
    return level === 0 ? name : this.graph.numbers[name];
  }

  /** Where the links of a node begin: an index into `lowLinks` or `highLinks`. */
  rowAt(level: number, name: number): number {
    if (level === 0) return name * LOW_LINKS;
    let rows = 0;
    for (let below = 1; below < level; below++) rows += this.graph.levelNodes[below];
    return (rows + name) * HIGH_LINKS;
  }

  score(query: QueryVector, level: number, name: number): number {
    const { vectors, dimensions } = this.graph;
    return dotProduct(query, vectors, this.numberOf(level, name) * dimensions);
  }

  /** From a rank to the best rank that the links of one level lead to, one step at a time. */
  descend(query: QueryVector, level: number, start: number): number {
    let best = start;
    let bestScore = this.score(query, level, start);
    for (;;) {
      const row = this.rowAt(level, best);
      const before = best;
      for (let i = row; i < row + HIGH_LINKS; i++) {
        const rank = this.graph.highLinks[i];
        if (rank === NO_LINK) break;
        const score = this.score(query, level, rank);
        if (score < bestScore || (score === bestScore && rank >= best)) continue;
        best = rank;
        bestScore = score;
      }
      if (best === before) return best;
    }
  }

  /** Looks at the neighbours of the best candidate that has not been looked at, until all of the `ef` best have been. */
  walk(query: QueryVector, level: number, start: number, ef: number): void {
    const links = level === 0 ? this.graph.lowLinks : this.graph.highLinks;
    const width = level === 0 ? LOW_LINKS : HIGH_LINKS;
    this.#visited.fill(0, 0, this.graph.levelNodes[level]);
    this.#visited[start] = 1;
    this.held = 0;
    this.add(this.score(query, level, start), start, ef);
    for (let next = 0; next < this.held; ) {
      const at = next++;
      if (this.#lookedAt[at] === 1) continue;
      this.#lookedAt[at] = 1;
      const row = this.rowAt(level, this.names[at]);
      for (let i = row; i < row + width; i++) {
        const name = links[i];
        if (name === NO_LINK) break;
        if (this.#visited[name] === 1) continue;
        this.#visited[name] = 1;
        next = Math.min(next, this.add(this.score(query, level, name), name, ef));
      }
    }
  }

  /** @returns the place that a candidate took in the beam of `ef`; Infinity when it is too bad for it */
  add(score: number, name: number, ef: number): number {
    let low = 0;
    let high = this.held;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBetter = this.scores[middle] > score || (this.scores[middle] === score && this.names[middle] < name);
      if (isBetter) low = middle + 1;
      else high = middle;
    }
    if (low === ef) return Number.POSITIVE_INFINITY;
    const last = Math.min(this.held, ef - 1);
    for (const keys of [this.scores, this.names, this.#lookedAt]) keys.copyWithin(low + 1, low, last);
    this.scores[low] = score;
    this.names[low] = name;
    this.#lookedAt[low] = 0;
    this.held = last + 1;
    return low;
  }
}
