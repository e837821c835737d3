import { WINDOW_PASSAGES } from '../limits.ts';

/**
 * The postings of a frequent term, window after window. Each list has a form, one byte: bytes of an entry × 16 + g, the bits
 * of a gap.
 *
 *   4 bytes, g = 0            low 16 bits of the passage number | impact << 16
 *   3 bytes, g = 10 or 11     gap | impact << g
 *   2 bytes, g = 6, 7 or 8    gap | code << g; before the windows: u16 n, then u16[n], the impact of each code, that of code 0 being 0
 *
 * A gap is the distance to the entry before it in the window, that of the first one to the beginning of the window. One of
 * 2^g or more is bridged by entries of gap 2^g − 1 and impact 0, which a kernel may add like any other. Before the entries
 * of a window that has more than 64 of them in gaps stand u16 places in the window: where entry 63 is, where 127 is, …
 *
 * Every list begins at a multiple of four bytes. The first form can be searched at random and is read fastest; the others
 * are a quarter and a half smaller.
 */

export const POSTINGS_LAYOUTS = ['plain', 'compact'] as const;
/** `plain`: every list has entries of four bytes. `compact`: the smallest form of each. */
export type PostingsLayout = (typeof POSTINGS_LAYOUTS)[number];

/** Entries from one known place to the next, in lists of gaps. */
export const SKIP_ENTRIES = 64;

export interface ListForm {
  readonly entryBytes: number;
  /** Bits of a gap; 0 where entries have none. */
  readonly gapBits: number;
}

export const PACKED_FORM: ListForm = { entryBytes: 4, gapBits: 0 };
/** Few, so that kernels have a loop for each. */
export const GAP_FORMS: readonly ListForm[] = [
  { entryBytes: 3, gapBits: 10 },
  { entryBytes: 3, gapBits: 11 },
  { entryBytes: 2, gapBits: 8 },
  { entryBytes: 2, gapBits: 7 },
  { entryBytes: 2, gapBits: 6 },
];

export function writeForm({ entryBytes, gapBits }: ListForm): number {
  return entryBytes * 16 + gapBits;
}

const FORMS = new Set([PACKED_FORM, ...GAP_FORMS].map(writeForm));

export function readForm(form: number): ListForm {
  return { entryBytes: form >>> 4, gapBits: form & 15 };
}

/** Whether a byte names a form that there is. */
export function isForm(form: number): boolean {
  return FORMS.has(form);
}

/** Bytes of the known places in a window of a list of gaps. */
export function skipBytes(entries: number): number {
  return Math.floor((entries - 1) / SKIP_ENTRIES) * 2;
}

/**
 * Passage numbers (in the shard, ascending) and impacts: two fresh arrays.
 *
 * @param bytes the section `lists`
 * @param at where the list begins in it
 * @param rows entries | largest impact << 16, one a window
 */
export function decodeList(
  bytes: Uint8Array,
  at: number,
  form: number,
  rows: Uint32Array,
): { passages: Uint32Array; impacts: Uint16Array } {
  const { entryBytes, gapBits } = readForm(form);
  const entries = countEntries(rows);
  const passages = new Uint32Array(entries);
  const impacts = new Uint16Array(entries);
  const codes = entryBytes === 2 ? readCodes(bytes, at) : NO_CODES;
  const mask = (1 << gapBits) - 1;
  let next = at + (entryBytes === 2 ? 2 + codes.length * 2 : 0);
  let count = 0;
  for (let window = 0; window < rows.length; window++) {
    const held = rows[window] & 0xffff;
    if (held === 0) continue;
    let passage = window * WINDOW_PASSAGES;
    if (entryBytes === 4) {
      const high = passage & ~0xffff;
      for (let i = 0; i < held; i++, next += 4) {
        passages[count] = high | bytes[next] | (bytes[next + 1] << 8);
        impacts[count++] = bytes[next + 2] | (bytes[next + 3] << 8);
      }
      continue;
    }
    next += skipBytes(held);
    for (let i = 0; i < held; i++, next += entryBytes) {
      const low = bytes[next] | (bytes[next + 1] << 8);
      const entry = entryBytes === 3 ? low | (bytes[next + 2] << 16) : low;
      passage += entry & mask;
      const impact = entryBytes === 3 ? entry >>> gapBits : codes[entry >>> gapBits];
      if (impact === 0) continue;
      passages[count] = passage;
      impacts[count++] = impact;
    }
  }
  if (count === entries) return { passages, impacts };
  return { passages: passages.slice(0, count), impacts: impacts.slice(0, count) };
}

const NO_CODES = new Uint16Array(0);

/** The number of each posting among the entries of its list, from 0: those that only bridge gaps are counted, and no postings. */
export function entryNumbers(bytes: Uint8Array, at: number, form: number, rows: Uint32Array): Uint32Array {
  const { entryBytes, gapBits } = readForm(form);
  const numbers = new Uint32Array(countEntries(rows));
  let next = at + (entryBytes === 2 ? 2 + readCodes(bytes, at).length * 2 : 0);
  let count = 0;
  let entry = 0;
  for (const row of rows) {
    const held = row & 0xffff;
    if (held === 0) continue;
    if (gapBits > 0) next += skipBytes(held);
    for (let i = 0; i < held; i++, next += entryBytes, entry++) {
      const value = bytes[next] | (bytes[next + 1] << 8) | (entryBytes === 3 ? bytes[next + 2] << 16 : 0);
      // Without gaps nothing is bridged. Code 0, as impact 0, is no posting.
      if (gapBits === 0 || value >>> gapBits > 0) numbers[count++] = entry;
    }
  }
  return numbers.slice(0, count);
}

/** Entries of a list: its postings, and what bridges wide gaps. */
export function countEntries(rows: Uint32Array): number {
  let entries = 0;
  for (let window = 0; window < rows.length; window++) entries += rows[window] & 0xffff;
  return entries;
}

/** Entries that bridge a gap which is too wide for one. @param gapBits 0 where entries have none */
export function countBridges(gap: number, gapBits: number): number {
  const widest = (1 << gapBits) - 1;
  return gapBits > 0 && gap > widest ? Math.floor((gap - 1) / widest) : 0;
}

function readCodes(bytes: Uint8Array, at: number): Uint16Array {
  const codes = new Uint16Array(bytes[at] | (bytes[at + 1] << 8));
  for (let code = 0, place = at + 2; code < codes.length; code++, place += 2) {
    codes[code] = bytes[place] | (bytes[place + 1] << 8);
  }
  return codes;
}
