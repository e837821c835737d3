import { isBlank } from '../../src/bytes/white-space.ts';
import {
  MAX_ADDRESS_CHARACTERS,
  MAX_DOCUMENT_CHARACTERS,
  MAX_ID_BYTES,
  MAX_LINKS,
  MAX_METADATA_CHARACTERS,
  MAX_METADATA_DEPTH,
  MAX_TITLE_CHARACTERS,
} from '../../src/limits.ts';
import type { CollectionDocument, JsonValue, SourceLocation } from './collection.ts';
import { type FieldValues, findTextFault } from './optional-fields.ts';
import { recordFault } from './record-fault.ts';

/**
 * Refuses a document that no index can hold: what every reader owes for every document.
 * @throws StillwebError INVALID_TEXT, FIELD_INVALID, DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE
 */
export function checkWhole(document: CollectionDocument, location: SourceLocation): void {
  for (const [field, value] of Object.entries(document)) {
    if (value !== undefined) checkText(field, value, location);
  }
  checkDocument(document, location);
}

/**
 * Refuses a document that is empty or over a limit. Its metadata must have passed `checkText`, which bounds their depth.
 * @throws StillwebError DOCUMENT_EMPTY, DOCUMENT_TOO_LARGE, FIELD_INVALID for an id of too many bytes
 */
export function checkDocument(document: CollectionDocument, location: SourceLocation): void {
  const { id, title, text, impacts } = document;
  // A UTF-16 code unit is three bytes of UTF-8 at most.
  const idBytes = id.length * 3 <= MAX_ID_BYTES ? 0 : Buffer.byteLength(id);
  if (idBytes > MAX_ID_BYTES) {
    throw recordFault('FIELD_INVALID', location, `has an id of ${idBytes} bytes, over ${MAX_ID_BYTES}`, {
      field: 'id',
      bytes: idBytes,
      limit: MAX_ID_BYTES,
    });
  }
  checkLength(id, 'text', text, MAX_DOCUMENT_CHARACTERS, location);
  checkLength(id, 'title', title, MAX_TITLE_CHARACTERS, location);
  checkBounds(document, location);
  if (isBlank(title) && isBlank(text) && impacts === undefined) {
    throw recordFault('DOCUMENT_EMPTY', location, `has a document "${id}" with neither title nor text`, { id });
  }
}

function checkBounds({ id, url, links, metadata }: CollectionDocument, location: SourceLocation): void {
  if (url !== undefined) checkLength(id, 'url', url, MAX_ADDRESS_CHARACTERS, location);
  if (links !== undefined) {
    if (links.length > MAX_LINKS) {
      const what = `has a document "${id}" with ${links.length} links, over ${MAX_LINKS}`;
      const facts = { id, field: 'links', links: links.length, limit: MAX_LINKS };
      throw recordFault('DOCUMENT_TOO_LARGE', location, what, facts);
    }
    for (const link of links) checkLength(id, 'link', link, MAX_ADDRESS_CHARACTERS, location);
  }
  if (metadata === undefined || countCharacters(metadata, MAX_METADATA_CHARACTERS) >= 0) return;
  const what = `has a document "${id}" with metadata of over ${MAX_METADATA_CHARACTERS} characters`;
  throw recordFault('DOCUMENT_TOO_LARGE', location, what, { id, field: 'metadata', limit: MAX_METADATA_CHARACTERS });
}

/** What is left of `room` when a value has been counted; under 0 as soon as it does not fit. */
function countCharacters(value: JsonValue, room: number): number {
  if (typeof value === 'string') return room - value.length;
  if (typeof value !== 'object' || value === null) return room - 8;
  let left = room;
  for (const name of Object.keys(value)) {
    left = countCharacters((value as FieldValues)[name], left - name.length - 1);
    if (left < 0) break;
  }
  return left;
}

function checkLength(id: string, field: string, value: string, limit: number, location: SourceLocation): void {
  if (value.length <= limit) return;
  const what = `has a document "${id}" with a ${field} of ${value.length} characters, over ${limit}`;
  throw recordFault('DOCUMENT_TOO_LARGE', location, what, { id, field, characters: value.length, limit });
}

/**
 * Refuses text that is not well-formed UTF-16, holds NUL, or is nested too deep.
 * @throws StillwebError INVALID_TEXT, FIELD_INVALID
 */
export function checkText(field: string, value: JsonValue, location: SourceLocation): void {
  const fault = findTextFault(value);
  if (fault === null) return;
  if (fault === 'depth') {
    const what = `has a field "${field}" nested deeper than ${MAX_METADATA_DEPTH}`;
    throw recordFault('FIELD_INVALID', location, what, { field, limit: MAX_METADATA_DEPTH });
  }
  const what = `has ${fault === 'nul' ? 'a NUL character' : 'a lone surrogate'} in field "${field}"`;
  throw recordFault('INVALID_TEXT', location, what, { field, fault });
}
