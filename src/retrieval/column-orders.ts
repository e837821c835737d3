import { lowerBound } from '../bytes/lower-bound.ts';
import type { FieldColumn } from '../format/fields.ts';
import { COLUMN_ORDER_BYTES } from '../limits.ts';
import { Bitmap } from './bitmap.ts';
import type { CodeRange } from './code-range.ts';

/**
 * The documents of a column in the order of their codes. A condition is then a few stretches of it, and costs what it admits, or what it
 * leaves out where that is less, in place of a pass over all.
 */
export interface ColumnOrder {
  /** A document for each code of the column. */
  readonly documents: Uint32Array;
  /** The codes, ascending. */
  readonly codes: Uint32Array;
}

/**
 * The orders of the columns that were asked lately enough. Each takes eight bytes a code; one is made when its column is asked for the
 * second time, and none beyond the room, so that columns of a large collection are passed over.
 */
export class ColumnOrders {
  readonly #asked = new Map<FieldColumn, ColumnOrder | null>();
  #room: number;

  /** @param room bytes of all of them together */
  constructor(room = COLUMN_ORDER_BYTES) {
    this.#room = room;
  }

  /** Null where a pass over the column is less work, or memory. */
  of(column: FieldColumn): ColumnOrder | null {
    const known = this.#asked.get(column);
    if (known != null) return known;
    const bytes = column.codes.length * 8;
    const isMade = known === null && bytes <= this.#room;
    const order = isMade ? orderOf(column) : null;
    if (isMade) this.#room -= bytes;
    this.#asked.set(column, order);
    return order;
  }
}

/** Sorts by two passes over digits of 16 bits: stable, and as long for any codes. */
function orderOf(column: FieldColumn): ColumnOrder {
  const { codes } = column;
  const once = sortByDigit(
    codes,
    codes.map((_, place) => place),
    0,
  );
  const places = sortByDigit(codes, once, 16);
  const documents = column.type === 'set' ? ownersOf(column.starts, codes.length) : null;
  return {
    documents: documents === null ? places : places.map((place) => documents[place]),
    codes: places.map((place) => codes[place]),
  };
}

/** For each place of a set's codes its document. */
function ownersOf(starts: Uint32Array, count: number): Uint32Array {
  const owners = new Uint32Array(count);
  for (let document = 0; document + 1 < starts.length; document++) {
    owners.fill(document, starts[document], starts[document + 1]);
  }
  return owners;
}

function sortByDigit(codes: Uint32Array, places: Uint32Array, shift: number): Uint32Array {
  const next = new Uint32Array(65_537);
  for (let i = 0; i < codes.length; i++) next[((codes[i] >>> shift) & 0xffff) + 1]++;
  for (let digit = 1; digit < next.length; digit++) next[digit] += next[digit - 1];
  const sorted = new Uint32Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const digit = (codes[places[i]] >>> shift) & 0xffff;
    sorted[next[digit]++] = places[i];
  }
  return sorted;
}

/** The documents with a code in one of the ranges, which ascend apart from each other. */
export function holdingInOrder(
  ranges: readonly CodeRange[],
  { documents, codes }: ColumnOrder,
  isSet: boolean,
  size: number,
): Bitmap {
  const stretches = ranges.map(([first, last]) => [lowerBound(codes, first), lowerBound(codes, last + 1)] as const);
  const held = stretches.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
  const found = new Bitmap(size);
  if (isSet || held * 2 <= codes.length) {
    for (const [from, to] of stretches) found.addAll(documents, from, to);
    return found;
  }
  let at = 0;
  for (const [from, to] of stretches) {
    found.addAll(documents, at, from);
    at = Math.max(at, to);
  }
  found.addAll(documents, at, codes.length);
  return found.complement();
}
