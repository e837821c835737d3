import { createRequire } from 'node:module';

/** The part of wink-bm25-text-search that is used here; the package has no types. */
export interface WinkEngine {
  defineConfig(config: {
    readonly fldWeights: Readonly<Record<string, number>>;
    readonly bm25Params: { readonly k1: number; readonly b: number; readonly k: number };
  }): void;
  definePrepTasks(tasks: readonly ((input: string) => string[])[]): void;
  addDoc(document: Readonly<Record<string, readonly string[]>>, id: number): void;
  /** @param decimals to which contributions are rounded, 4 … 9 */
  consolidate(decimals: number): void;
  /** Hits by descending score, ties in no order that can be relied on. Ids come back as strings. */
  search(text: string, limit: number): [id: string, score: number][];
  exportJSON(): string;
  importJSON(json: string): void;
  /** By id: `freq` holds the contribution of each token of the document, by the token's number. */
  getDocs(): Record<string, { readonly freq: Readonly<Record<number, number>> }>;
  getTokens(): Record<string, number>;
}

/** Decimals of a contribution. A score of record is the sum of contributions × 10^6, which is an integer. */
export const WINK_DECIMALS = 6;
export const WINK_FIELD = 'terms';

/** An engine without documents. The package is loaded by the first call. */
export function createWinkEngine(): WinkEngine {
  const create = createRequire(import.meta.url)('wink-bm25-text-search') as () => WinkEngine;
  return create();
}

/**
 * A term as wink sees it. The sign in front keeps `constructor` and `__proto__` away from the names that every JavaScript
 * object inherits (wink looks tokens up in a plain object), and numbers away from array indices.
 */
export function winkToken(term: string): string {
  return `=${term}`;
}
