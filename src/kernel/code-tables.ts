import { CODE_VALUES, CODE_WORDS, MOST_SCALED, TABLE_MOST } from './constants.ts';
import type { QueryVector } from './dot-product.ts';

/** How the values of a vector are parted into tables, each with sixteen words, of which a code names one. */
export interface CodeTables {
  /** The values, table after table: each of 0 … dimensions − 1 once. */
  readonly order: Uint32Array;
  /** How many tables are of two values, of four, and of eight; they stand in this order. */
  readonly tables: Uint32Array;
  /** dimensions × CODE_WORDS: of every two values of the order the words, two values each. */
  readonly words: Int8Array;
}

/** Five tables for sixteen values, and a multiple of four: as many as a kernel reads at a time. */
export function countTables(dimensions: number): number {
  return 4 * Math.ceil((5 * dimensions) / 64);
}

/** Widths of tables, as `tables` counts them. */
export const TABLE_WIDTHS = [CODE_VALUES, 2 * CODE_VALUES, 4 * CODE_VALUES] as const;

/** Where each table begins in the order, and how many values it is of. */
export function placeTables(tables: ArrayLike<number>): { readonly start: number; readonly width: number }[] {
  let start = 0;
  return TABLE_WIDTHS.flatMap((width, kind) =>
    Array.from({ length: tables[kind] }, () => {
      start += width;
      return { start: start - width, width };
    }),
  );
}

/** Where a word has what stands for the value at a place of the order. */
export function wordPlace(place: number, word: number): number {
  const within = place % CODE_VALUES;
  return (((place - within) / CODE_VALUES) * CODE_WORDS + word) * CODE_VALUES + within;
}

const FACTOR_BITS = 24;

/** What the codes of vectors count for one query. */
export interface CodeEntries {
  /** 16 entries a table, each 0 … TABLE_MOST. */
  readonly entries: Uint8Array;
  /** What all tables together were lowered by. */
  readonly lowered: number;
  readonly factor: number;
}

/** As assembly/code-tables.ts fills them. */
export function fillTables(query: QueryVector, { order, tables, words }: CodeTables): CodeEntries {
  const placed = placeTables(tables);
  const products = new Int32Array(placed.length * CODE_WORDS);
  let lowered = 0;
  let widest = 1;
  for (const [table, { start, width }] of placed.entries()) {
    const of = products.subarray(table * CODE_WORDS, (table + 1) * CODE_WORDS);
    for (let word = 0; word < CODE_WORDS; word++) {
      for (let i = start; i < start + width; i++) of[word] += query[order[i]] * words[wordPlace(i, word)];
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

/** What the score of a centre adds to entries. The product may be longer than a float64 holds. */
export function scaleScore(score: number, { lowered, factor }: CodeEntries): number {
  const scaled = Number((BigInt(score + lowered) * BigInt(factor)) >> BigInt(FACTOR_BITS));
  return Math.max(-MOST_SCALED, Math.min(MOST_SCALED, scaled));
}
