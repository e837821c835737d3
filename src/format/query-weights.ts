import { MAX_QUERY_TABLE_TOKENS } from '../limits.ts';
import { type SectionArray, SectionFile } from './section-file.ts';
import { StringTable } from './string-table.ts';

/**
 * `query-weights.bin` (kind QWTS): what each term of a query counts, for models that need none at query time.
 *
 *   token.offsets, .bytes, .slots   the string table of the tokens
 *   weight                          u8   per token, 1 … 255
 */

export const QUERY_WEIGHTS_KIND = 'QWTS';
export const MAX_QUERY_TOKEN_WEIGHT = 255;

export interface QueryWeights {
  readonly tokens: StringTable;
  readonly weights: Uint8Array;
}

export function queryWeightSections(tokens: StringTable, weights: Uint8Array): Readonly<Record<string, SectionArray>> {
  const { offsets, bytes, slots } = tokens;
  return { 'token.offsets': offsets, 'token.bytes': bytes, 'token.slots': slots, weight: weights };
}

/** @param tokens how many the manifest says @throws StillwebError INDEX_CORRUPT */
export function readQueryWeights(name: string, bytes: Uint8Array, tokens: number): QueryWeights {
  const file = new SectionFile(name, QUERY_WEIGHTS_KIND, bytes);
  const table = StringTable.read(file, 'token');
  return { tokens: table, weights: file.get('weight', 'u8', Math.min(tokens, MAX_QUERY_TABLE_TOKENS)) };
}
