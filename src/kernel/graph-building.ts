import { HIGH_LINKS, LOW_LINKS, MOST_CANDIDATES, NO_LINK } from './constants.ts';
import { dotProduct } from './dot-product.ts';
import { type GraphArrays, GraphWalk } from './graph-walk.ts';

export interface GraphParameters {
  /**
   * Links that a node looks for when it is inserted, M: 2 … 32, above the lowest level at most 16. Others may link to it,
   * until it has 32, and 16 above.
   */
  readonly m: number;
  /** Candidates that it chooses them from. */
  readonly efConstruction: number;
}

/**
 * One thread of the building of a graph. A batch of ranks is inserted in two halves, and no thread begins the second
 * before all have ended the first; then the graph does not depend on how many threads there are.
 */
export interface GraphBuilding {
  /**
   * Finds the neighbours of ranks that no link leads to yet, and writes them into their rows. The ranks to do are taken
   * from a counter that the threads share, up to `end − 1`.
   */
  findNeighbours(end: number): void;
  /** Adds the links back from the ranks `start` … `end − 1` to those of their neighbours that are in a part. */
  linkBack(start: number, end: number, part: number, parts: number): void;
}

/** The scalar twin of assembly/hnsw.ts: the same links. */
export class ScalarGraphBuilding implements GraphBuilding {
  readonly #graph: GraphArrays;
  readonly #walk: GraphWalk;
  readonly #parameters: GraphParameters;
  readonly #counter: Int32Array;

  /** @param counter one element, shared by the threads */
  constructor(graph: GraphArrays, parameters: GraphParameters, counter: Int32Array) {
    this.#graph = graph;
    this.#parameters = parameters;
    this.#counter = counter;
    this.#walk = new GraphWalk(graph, Math.max(parameters.efConstruction, MOST_CANDIDATES));
  }

  findNeighbours(end: number): void {
    for (;;) {
      const rank = Atomics.add(this.#counter, 0, 1);
      if (rank >= end) return;
      this.#findNeighboursOf(rank);
    }
  }

  #findNeighboursOf(rank: number): void {
    const { m, efConstruction } = this.#parameters;
    const { levelNodes, numbers } = this.#graph;
    const query = this.#vectorOf(numbers[rank]);
    const walk = this.#walk;
    let entry = 0;
    for (let level = levelNodes.length - 1; level >= 0; level--) {
      if (rank >= levelNodes[level]) {
        entry = walk.descend(query, level, entry);
        continue;
      }
      walk.walk(query, level, level === 0 ? numbers[entry] : entry, efConstruction);
      const [best] = walk.names;
      const chosen = this.#chooseNeighbours(level, Math.min(m, widthOf(level)));
      this.#linksOf(level).set(chosen, walk.rowAt(level, this.#nameOf(level, rank)));
      entry = best;
    }
  }

  linkBack(start: number, end: number, part: number, parts: number): void {
    for (const [level, nodes] of this.#graph.levelNodes.entries()) {
      const links = this.#linksOf(level);
      const width = widthOf(level);
      const sources = new Map<number, number[]>();
      for (let rank = start; rank < Math.min(end, nodes); rank++) {
        const name = this.#nameOf(level, rank);
        const row = this.#walk.rowAt(level, name);
        for (let i = row; i < row + width && links[i] !== NO_LINK; i++) {
          if (links[i] % parts !== part) continue;
          const known = sources.get(links[i]);
          if (known === undefined) sources.set(links[i], [name]);
          else known.push(name);
        }
      }
      for (const [target, names] of sources) this.#addLinks(level, target, names);
    }
  }

  /** Adds new links to the row of a target, and chooses among all when they are too many. */
  #addLinks(level: number, target: number, added: readonly number[]): void {
    const links = this.#linksOf(level);
    const width = widthOf(level);
    const row = this.#walk.rowAt(level, target);
    const end = links.subarray(row, row + width).indexOf(NO_LINK);
    let names = Array.from(links.subarray(row, end === -1 ? row + width : row + end));
    for (let i = 0; i < added.length; ) {
      const room = MOST_CANDIDATES - names.length;
      names.push(...added.slice(i, i + room));
      i += room;
      if (names.length > width) names = this.#chooseAmong(level, target, names);
    }
    links.fill(NO_LINK, row, row + width);
    links.set(names, row);
  }

  #chooseAmong(level: number, target: number, names: readonly number[]): number[] {
    const walk = this.#walk;
    const query = this.#vectorOf(walk.numberOf(level, target));
    walk.held = 0;
    for (const name of names) walk.add(walk.score(query, level, name), name, MOST_CANDIDATES);
    return this.#chooseNeighbours(level, widthOf(level));
  }

  /** The choice of assembly/selection.ts among the candidates in the beam. */
  #chooseNeighbours(level: number, most: number): number[] {
    const { names, scores, held } = this.#walk;
    const { vectors, dimensions } = this.#graph;
    const chosen: number[] = [];
    for (let i = 0; i < held && chosen.length < most; i++) {
      const vector = this.#vectorOf(this.#walk.numberOf(level, names[i]));
      const isNear = (other: number) =>
        dotProduct(vector, vectors, this.#walk.numberOf(level, other) * dimensions) > scores[i];
      if (!chosen.some(isNear)) chosen.push(names[i]);
    }
    return chosen;
  }

  #vectorOf(number: number): Int8Array {
    const { vectors, dimensions } = this.#graph;
    return vectors.subarray(number * dimensions, (number + 1) * dimensions);
  }

  #nameOf(level: number, rank: number): number {
    return level === 0 ? this.#graph.numbers[rank] : rank;
  }

  #linksOf(level: number): Uint32Array {
    return level === 0 ? this.#graph.lowLinks : this.#graph.highLinks;
  }
}

function widthOf(level: number): number {
  return level === 0 ? LOW_LINKS : HIGH_LINKS;
}
