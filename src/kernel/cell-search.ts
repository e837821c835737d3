import { BLOCK_PASSAGES, CODE_VALUES, CODE_WORDS, MOST_SCALED, NO_PASSAGE, TABLE_MOST } from './constants.ts';
import { dotProduct, type QueryVector } from './dot-product.ts';
import type { Candidates } from './graph-walk.ts';

/** The cells of a shard and the vectors that they are of, as docs/format.md describes them. */
export interface CellArrays {
  readonly dimensions: number;
  /** passages × dimensions */
  readonly vectors: Int8Array;
  readonly centres: Int8Array;
  readonly starts: Uint32Array;
  readonly passages: Uint32Array;
  readonly words: Int8Array;
  readonly codes: Uint8Array;
}

/** How far a search looks. */
export interface CellReach {
  /** Cells that it looks into: those whose centres score most; all where there are fewer. */
  readonly probes: number;
  /** Passages whose vectors it compares, 1 … MAX_CANDIDATES: those whose codes score most. */
  readonly candidates: number;
  /** The best of them, which it gives. */
  readonly nearest: number;
}

export interface CellSearch {
  /** The nearest that a search finds; valid until the next call. */
  search(query: QueryVector, reach: CellReach): Candidates;
}

/** Passages whose vectors a search can compare. */
export const MAX_CANDIDATES = 4096;
/** Cells that a shard can have. */
export const MAX_CELLS = 8192;

const FACTOR_BITS = 24;

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

  search(query: QueryVector, { probes, candidates, nearest }: CellReach): Candidates {
    const { starts, passages, centres, vectors, dimensions } = this.#arrays;
    const tables = fillTables(query, this.#arrays.words);
    const cells = Array.from({ length: starts.length - 1 }, (_, number) => ({
      number,
      score: dotProduct(query, centres, number * dimensions),
    }));
    const scored: Scored[] = [];
    for (const { number: cell, score } of best(cells, probes)) {
      const added = scaleScore(score, tables);
      for (let place = starts[cell] * BLOCK_PASSAGES; place < starts[cell + 1] * BLOCK_PASSAGES; place++) {
        const number = passages[place];
        if (number === NO_PASSAGE) break;
        scored.push({ number, score: added + this.#sumEntries(place, tables.entries) });
      }
    }
    const compared = best(scored, candidates).map(({ number }) => ({
      number,
      score: dotProduct(query, vectors, number * dimensions),
    }));
    const found = best(compared, nearest);
    return {
      count: found.length,
      numbers: Uint32Array.from(found, ({ number }) => number),
      scores: Int32Array.from(found, ({ score }) => score),
    };
  }

  /** What the codes of a place add up to. */
  #sumEntries(place: number, entries: Uint8Array): number {
    const { codes, dimensions } = this.#arrays;
    const rows = dimensions / (2 * CODE_VALUES);
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

interface CodeTables {
  /** 16 entries a table, each 0 … TABLE_MOST. */
  readonly entries: Uint8Array;
  readonly lowered: number;
  readonly factor: number;
}

/** As assembly/code-tables.ts fills them. */
function fillTables(query: QueryVector, words: Int8Array): CodeTables {
  const tables = query.length / CODE_VALUES;
  const products = new Int32Array(tables * CODE_WORDS);
  let lowered = 0;
  let widest = 1;
  for (let table = 0; table < tables; table++) {
    const of = products.subarray(table * CODE_WORDS, (table + 1) * CODE_WORDS);
    for (let word = 0; word < CODE_WORDS; word++) {
      for (let i = 0; i < CODE_VALUES; i++) {
        of[word] += query[table * CODE_VALUES + i] * words[wordPlace(table, word, i)];
      }
    }
    const least = Math.min(...of);
    widest = Math.max(widest, Math.max(...of) - least);
    lowered += least;
    for (let word = 0; word < CODE_WORDS; word++) of[word] -= least;
  }
  const factor = Math.floor((TABLE_MOST * 2 ** FACTOR_BITS) / widest);
  return {
    entries: Uint8Array.from(products, (value) => Math.floor((value * factor) / 2 ** FACTOR_BITS)),
    lowered,
    factor,
  };
}

/** Where a value of a word stands. */
export function wordPlace(table: number, word: number, value: number): number {
  return (table * CODE_WORDS + word) * CODE_VALUES + value;
}

/** The product may be longer than a float64 holds. */
function scaleScore(score: number, { lowered, factor }: CodeTables): number {
  const scaled = Number((BigInt(score + lowered) * BigInt(factor)) >> BigInt(FACTOR_BITS));
  return Math.max(-MOST_SCALED, Math.min(MOST_SCALED, scaled));
}
