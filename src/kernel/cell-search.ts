import { type CodeTables, fillTables, scaleScore } from './code-tables.ts';
import { BLOCK_PASSAGES, CODE_WORDS, NO_PASSAGE } from './constants.ts';
import { dotProduct, type QueryVector } from './dot-product.ts';
import type { Candidates } from './graph-walk.ts';

/** The cells of a shard and the vectors that they are of, as docs/format.md describes them. */
export interface CellArrays extends CodeTables {
  readonly dimensions: number;
  /** passages × dimensions; null where they are elsewhere, and `select` is all that can be asked */
  readonly vectors: Int8Array | null;
  readonly centres: Int8Array;
  readonly starts: Uint32Array;
  readonly passages: Uint32Array;
  readonly codes: Uint8Array;
}

/** How far a search looks. */
export interface CellReach {
  /** Cells that it looks into: those whose centres score most; all where there are fewer. */
  readonly probes: number;
  /** Cells one after the other none of whose passages is among the `nearest` by their codes: it looks into no more then. */
  readonly patience: number;
  /** Passages whose vectors it compares, 1 … MAX_CANDIDATES: those whose codes score most. */
  readonly candidates: number;
  /** The best of them, which it gives. */
  readonly nearest: number;
}

export interface CellSearch {
  /** The nearest that a search finds; valid until the next call. */
  search(query: QueryVector, reach: CellReach): Candidates;
  /** The passages whose vectors it compares for that, in no order; valid until the next call. */
  select(query: QueryVector, reach: CellReach): Uint32Array;
}

/** Passages whose vectors a search can compare. */
export const MAX_CANDIDATES = 4096;
/** Cells that a shard can have. */
export const MAX_CELLS = 8192;

interface Scored {
  readonly number: number;
  readonly score: number;
}

/** The scalar twin of assembly/cell-search.ts: the same candidates. */
export class ScalarCellSearch implements CellSearch {
  readonly #arrays: CellArrays;

  constructor(arrays: CellArrays) {
    this.#arrays = arrays;
  }

  search(query: QueryVector, reach: CellReach): Candidates {
    const { vectors, dimensions } = this.#arrays;
    if (vectors === null) throw new TypeError('the vectors are elsewhere');
    const compared = Array.from(this.select(query, reach), (number) => ({
      number,
      score: dotProduct(query, vectors, number * dimensions),
    }));
    const found = best(compared, reach.nearest);
    return {
      count: found.length,
      numbers: Uint32Array.from(found, ({ number }) => number),
      scores: Int32Array.from(found, ({ score }) => score),
    };
  }

  select(query: QueryVector, { probes, patience, candidates, nearest }: CellReach): Uint32Array {
    const { starts, passages, centres, dimensions } = this.#arrays;
    const tables = fillTables(query, this.#arrays);
    const cells = Array.from({ length: starts.length - 1 }, (_, number) => ({
      number,
      score: dotProduct(query, centres, number * dimensions),
    }));
    const looked = best(cells, probes);
    const base = scaleScore(looked[0].score, tables);
    const most = Math.min(nearest, candidates);
    const scored: Scored[] = [];
    let near: number[] = [];
    let least = -1;
    let quiet = 0;
    for (const { number: cell, score } of looked) {
      const added = scaleScore(score, tables);
      for (let place = starts[cell] * BLOCK_PASSAGES; place < starts[cell + 1] * BLOCK_PASSAGES; place++) {
        const number = passages[place];
        if (number === NO_PASSAGE) break;
        const sum = added + this.#sumEntries(place, tables.entries);
        scored.push({ number, score: sum });
        near.push(sum);
      }
      near = near.sort((a, b) => b - a).slice(0, most);
      const before = least;
      least = near.length < most ? -1 : Math.max(0, near[most - 1] - base);
      quiet = least < 0 || least !== before ? 0 : quiet + 1;
      if (quiet === patience) break;
    }
    return Uint32Array.from(best(scored, candidates), ({ number }) => number);
  }

  /** What the codes of a place add up to. */
  #sumEntries(place: number, entries: Uint8Array): number {
    const { codes } = this.#arrays;
    const rows = entries.length / (2 * CODE_WORDS);
    const within = place % BLOCK_PASSAGES;
    let at = (place - within) * rows + within;
    let sum = 0;
    for (let row = 0; row < rows; row++, at += BLOCK_PASSAGES) {
      sum += entries[row * 2 * CODE_WORDS + (codes[at] & 15)];
      sum += entries[(row * 2 + 1) * CODE_WORDS + (codes[at] >> 4)];
    }
    return sum;
  }
}

function best(scored: Scored[], most: number): Scored[] {
  return scored.sort((a, b) => b.score - a.score || a.number - b.number).slice(0, most);
}
