import { sha256 } from '../bytes/hash.ts';
import { StillwebError } from '../errors.ts';
import { filterKey } from './filter-key.ts';
import type { GrepPattern, GrepPlace } from './grep.ts';

/** Numbers in base 36 without leading zeros, so that a place has one spelling. */
const CURSOR = /^(0|[1-9a-z][0-9a-z]{0,6})-(0|[1-9a-z][0-9a-z]{0,6})-([0-9a-f]{16})$/;
/** Longest text that `formatGrepCursor` makes. */
export const MAX_CURSOR_CHARACTERS = 32;

/**
 * Stands in every cursor of a grep, and in that of no other: it tells the index and all that decides which lines match. How
 * many are shown with how many lines around them may change from page to page.
 */
export function bindingOf(indexId: string, grep: GrepPattern): string {
  const { pattern, regexp, ignoreCase, wholeWords, filter } = grep;
  return sha256(JSON.stringify([indexId, pattern, regexp, ignoreCase, wholeWords, filterKey(filter)])).slice(0, 16);
}

export function formatGrepCursor({ document, offset, binding }: GrepPlace): string {
  return `${document.toString(36)}-${offset.toString(36)}-${binding}`;
}

/** @throws CURSOR_INVALID for a text that is no cursor */
export function parseGrepCursor(text: string): GrepPlace {
  const parts = CURSOR.exec(text);
  if (parts === null) throw new StillwebError('CURSOR_INVALID', 'the cursor is not one that a grep has answered');
  return { document: Number.parseInt(parts[1], 36), offset: Number.parseInt(parts[2], 36), binding: parts[3] };
}

/** @throws CURSOR_INVALID when the place is one of another index or of another grep */
export function checkBinding(place: GrepPlace, indexId: string, grep: GrepPattern): void {
  if (place.binding === bindingOf(indexId, grep)) return;
  const message = 'the cursor belongs to another index, or to a grep with another pattern or filter';
  throw new StillwebError('CURSOR_INVALID', message, { index: indexId });
}
