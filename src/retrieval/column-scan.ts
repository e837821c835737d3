import type { FieldColumn } from '../format/fields.ts';
import { Bitmap, wordsOf } from './bitmap.ts';
import type { CodeRange } from './code-range.ts';
import { type ColumnOrders, holdingInOrder } from './column-orders.ts';

/** What a condition on one column costs: a pass over its codes, some nanoseconds a document, or less where they are in order. */

export const LARGEST_CODE = 0xffff_ffff;

/** The documents with a code in one of the ranges, which ascend apart from each other and leave out 0. */
export function holding(
  ranges: readonly CodeRange[],
  column: FieldColumn,
  documents: number,
  orders?: ColumnOrders,
): Bitmap {
  if (ranges.length === 0) return new Bitmap(documents);
  const order = orders?.of(column) ?? null;
  if (order !== null) return holdingInOrder(ranges, order, column.type === 'set', documents);
  if (column.type === 'set') return setsHolding(membership(ranges, column.names.size), column, documents);
  if (ranges.length === 1) return inRange(ranges[0], column.codes, documents);
  if (column.type === 'date') return inRanges(ranges, column.codes, documents);
  const codes = column.type === 'number' ? column.numbers.length : column.names.size;
  return inTable(membership(ranges, codes), column.codes, documents);
}

function inRange([first, last]: CodeRange, codes: Uint32Array, documents: number): Bitmap {
  const words = new Uint32Array(wordsOf(documents));
  const span = last - first;
  for (let at = 0, document = 0; at < words.length; at++) {
    const end = Math.min(32, documents - document);
    let word = 0;
    // Below the first, the difference is negative: as an unsigned number it is beyond every span.
    for (let bit = 0; bit < end; bit++) word |= ((codes[document++] - first) >>> 0 <= span ? 1 : 0) << bit;
    words[at] = word;
  }
  return new Bitmap(documents, span < 0 ? new Uint32Array(words.length) : words);
}

function inTable(isHeld: Uint8Array, codes: Uint32Array, documents: number): Bitmap {
  const words = new Uint32Array(wordsOf(documents));
  for (let at = 0, document = 0; at < words.length; at++) {
    const end = Math.min(32, documents - document);
    let word = 0;
    for (let bit = 0; bit < end; bit++) word |= isHeld[codes[document++]] << bit;
    words[at] = word;
  }
  return new Bitmap(documents, words);
}

/** Days are too far apart for a table. */
function inRanges(ranges: readonly CodeRange[], codes: Uint32Array, documents: number): Bitmap {
  const found = new Bitmap(documents);
  const starts = Uint32Array.from(ranges, ([first]) => first);
  const ends = Uint32Array.from(ranges, ([, last]) => last);
  for (let document = 0; document < documents; document++) {
    const code = codes[document];
    if (code >= starts[0] && code <= ends[rangeBefore(starts, code)]) found.add(document);
  }
  return found;
}

function setsHolding(
  isHeld: Uint8Array,
  { starts, codes }: Extract<FieldColumn, { type: 'set' }>,
  documents: number,
): Bitmap {
  const words = new Uint32Array(wordsOf(documents));
  for (let at = 0, document = 0; at < codes.length; at++) {
    if (isHeld[codes[at]] === 0) continue;
    while (starts[document + 1] <= at) document++;
    words[document >>> 5] |= 1 << (document & 31);
  }
  return new Bitmap(documents, words);
}

/** For each code, 0 to the last of the column, 1 where it is in one of the ranges. */
function membership(ranges: readonly CodeRange[], last: number): Uint8Array {
  const isHeld = new Uint8Array(last + 1);
  for (const [first, end] of ranges) isHeld.fill(1, first, Math.min(end, last) + 1);
  return isHeld;
}

/** The last range that begins at the code or before it. */
function rangeBefore(starts: Uint32Array, code: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle] <= code) low = middle;
    else high = middle - 1;
  }
  return low;
}
