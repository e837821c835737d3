import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import type { JsonValue } from './collection.ts';
import { splitFirstLine } from './first-line-title.ts';

type JsonRecord = { readonly [key: string]: JsonValue };

/** The fields of a record of ClueWeb22. */
export const CLUEWEB_ID = 'ClueWeb22-ID';
const TEXT = 'Clean-Text';

/**
 * A record of ClueWeb22 under the names that other records have; null for any other record. Its address ends in a line end,
 * its first line is its title. `URL-hash` goes to the metadata.
 *
 * @returns `links` for a record of the folders `inlink` and `outlink`, which holds no document
 * @see https://lemurproject.org/clueweb22/docspecs.php
 */
export function readCluewebRecord(record: JsonRecord): { readonly [key: string]: JsonValue } | 'links' | null {
  if (typeof record[CLUEWEB_ID] !== 'string' || !Object.hasOwn(record, CLUEWEB_ID)) return null;
  const { [CLUEWEB_ID]: id, [TEXT]: text, URL: url, Language: language, ...others } = record;
  if (typeof text !== 'string') return Array.isArray(record.outlinks) || Array.isArray(record.anchors) ? 'links' : null;
  const given: { [key: string]: JsonValue } = { ...others, id, ...splitFirstLine(text) };
  if (typeof url === 'string') given.url = trimWhiteSpace(url);
  if (language !== undefined) given.language = language;
  return given;
}
