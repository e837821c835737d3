import { StillwebError } from '../errors.ts';
import { WINDOW_PASSAGES } from '../limits.ts';
import { countEntries, decodeList, entryNumbers, isForm } from './frequent-list.ts';
import { SectionFile } from './section-file.ts';
import { BLOCK_TERMS, TermTable } from './term-table.ts';

/**
 * The terms and postings of one shard (at most 2^20 passages), read in place.
 *
 * `terms-SSS.bin` (kind TERM): the `TermTable`.
 *
 * `postings-SSS.bin` (kind POST), n terms, f of them frequent (`frequentFrom` passages or more), w windows of 2^14 passages:
 *
 *   df           u8[n]          passages that hold the term; 0 says: frequent
 *   block.rare   u32[⌈n / 16⌉]  postings in `rare` before each block of sixteen terms
 *   block.freq   u32[⌈n / 16⌉]  frequent terms before it
 *   rare         u8[5 × r]      passage number in the shard u24, ascending within a term; impact u16
 *   freq.start   u32[f + 1]     where each list begins in `lists`; last its length
 *   freq.form    u8[f]          how it is written, see `frequent-list.ts`
 *   freq.max     u16[f]         largest impact; `freq.tenth`, `freq.hundredth`: the 10th and the 100th largest
 *   row          u32[f × w]     entries of the list in the window | largest impact << 16
 *   lists        u32[]          the lists
 *
 * An impact is the BM25 contribution of a term to a passage as an integer of 1 … 16,383.
 *
 * @see docs/format.md
 */

export const TERM_KIND = 'TERM';
export const POSTINGS_KIND = 'POST';

/** Most passages that a term without rows can be in, and one more; what `df` can count. */
export const MAX_FREQUENT_FROM = 256;
/** Bytes of one posting of a rare term. */
export const RARE_BYTES = 5;

/**
 * Passages from which a term has a row per window: a row costs 4 bytes, and saves one at each posting.
 *
 * @param windows of the shard
 */
export function frequentFrom(windows: number): number {
  return Math.min(MAX_FREQUENT_FROM, Math.max(64, 4 * windows));
}

/** Writes a posting of a rare term at its place. */
export function writeRare(rare: Uint8Array, place: number, passage: number, impact: number): void {
  const at = place * RARE_BYTES;
  rare[at] = passage;
  rare[at + 1] = passage >>> 8;
  rare[at + 2] = passage >>> 16;
  rare[at + 3] = impact;
  rare[at + 4] = impact >>> 8;
}

export function windowCount(passages: number): number {
  return Math.ceil(passages / WINDOW_PASSAGES);
}

/** Where the postings of a term are. */
export interface PostingPlace {
  /** First place in `rare`; for a frequent term its number among the frequent ones. */
  readonly start: number;
  /** Postings of a rare term; 0 for a frequent one. */
  readonly rareCount: number;
}

export class ShardPostings {
  readonly passages: number;
  readonly windows: number;
  readonly terms: TermTable;
  /** RARE_BYTES a posting. */
  readonly rare: Uint8Array;
  readonly frequentStarts: Uint32Array;
  readonly frequentForms: Uint8Array;
  readonly frequentMaxima: Uint16Array;
  readonly frequentTenths: Uint16Array;
  readonly frequentHundredths: Uint16Array;
  readonly rows: Uint32Array;
  readonly lists: Uint32Array;
  /** Section `df`. */
  readonly frequencies: Uint8Array;
  /** Sections `block.rare` and `block.freq`. */
  readonly blockRare: Uint32Array;
  readonly blockFrequent: Uint32Array;

  /**
   * Opens the shard without copying: arrays are views into the given bytes.
   *
   * @param passages passages of this shard, 1 … 2^20
   * @throws StillwebError INDEX_CORRUPT naming the file
   */
  constructor(passages: number, termFile: NamedBytes, postingsFile: NamedBytes) {
    this.passages = passages;
    this.windows = windowCount(passages);
    const file = new SectionFile(postingsFile.name, POSTINGS_KIND, postingsFile.bytes);
    this.frequencies = file.get('df', 'u8');
    const terms = this.frequencies.length;
    this.terms = TermTable.read(new SectionFile(termFile.name, TERM_KIND, termFile.bytes), terms);
    this.blockRare = file.get('block.rare', 'u32', Math.ceil(terms / BLOCK_TERMS));
    this.blockFrequent = file.get('block.freq', 'u32', Math.ceil(terms / BLOCK_TERMS));
    this.rare = file.get('rare', 'u8');
    this.frequentForms = file.get('freq.form', 'u8');
    const frequent = this.frequentForms.length;
    this.frequentStarts = file.get('freq.start', 'u32', frequent + 1);
    this.frequentMaxima = file.get('freq.max', 'u16', frequent);
    this.frequentTenths = file.get('freq.tenth', 'u16', frequent);
    this.frequentHundredths = file.get('freq.hundredth', 'u16', frequent);
    this.rows = file.get('row', 'u32', frequent * this.windows);
    this.lists = file.get('lists', 'u32', this.frequentStarts[frequent]);
    if (!this.frequentForms.every(isForm)) {
      const { name } = postingsFile;
      throw new StillwebError('INDEX_CORRUPT', `${name}: a list has a form that is none`, { file: name });
    }
  }

  /** @param term 0 … `terms.size` − 1 */
  locate(term: number): PostingPlace {
    const frequencies = this.frequencies;
    const block = Math.floor(term / BLOCK_TERMS);
    let rare = this.blockRare[block];
    let frequent = this.blockFrequent[block];
    for (let other = block * BLOCK_TERMS; other < term; other++) {
      rare += frequencies[other];
      if (frequencies[other] === 0) frequent++;
    }
    const rareCount = frequencies[term];
    return { start: rareCount > 0 ? rare : frequent, rareCount };
  }

  /** Passage numbers (in the shard, ascending) and impacts of a term: two fresh arrays. */
  list(term: number): { passages: Uint32Array; impacts: Uint16Array } {
    const { start, rareCount } = this.locate(term);
    if (rareCount > 0) return this.#rareList(start, rareCount);
    const { lists } = this;
    const bytes = new Uint8Array(lists.buffer, lists.byteOffset, lists.byteLength);
    return decodeList(bytes, this.frequentStarts[start] * 4, this.frequentForms[start], this.#rowsOf(start));
  }

  /** Entries of the list of a term: its postings, and what bridges wide gaps. */
  entries(term: number): number {
    const { start, rareCount } = this.locate(term);
    return rareCount > 0 ? rareCount : countEntries(this.#rowsOf(start));
  }

  /** The number of each posting of a term among the entries of its list. */
  entryNumbers(term: number): Uint32Array {
    const { start, rareCount } = this.locate(term);
    if (rareCount > 0) return countUp(rareCount);
    const { lists } = this;
    const bytes = new Uint8Array(lists.buffer, lists.byteOffset, lists.byteLength);
    return entryNumbers(bytes, this.frequentStarts[start] * 4, this.frequentForms[start], this.#rowsOf(start));
  }

  #rowsOf(frequent: number): Uint32Array {
    return this.rows.subarray(frequent * this.windows, (frequent + 1) * this.windows);
  }

  /** Passages of the shard that hold a term. */
  frequency(term: number): number {
    const { rareCount } = this.locate(term);
    // The rows of a frequent list count entries, and some of those only bridge gaps.
    return rareCount > 0 ? rareCount : this.list(term).passages.length;
  }

  /** The largest impact of a rare term, whose place `locate` gave. */
  largestRare(start: number, count: number): number {
    const { rare } = this;
    let largest = 0;
    for (let at = start * RARE_BYTES + 3, end = at + count * RARE_BYTES; at < end; at += RARE_BYTES) {
      largest = Math.max(largest, rare[at] | (rare[at + 1] << 8));
    }
    return largest;
  }

  #rareList(start: number, count: number): { passages: Uint32Array; impacts: Uint16Array } {
    const { rare } = this;
    const passages = new Uint32Array(count);
    const impacts = new Uint16Array(count);
    for (let i = 0, at = start * RARE_BYTES; i < count; i++, at += RARE_BYTES) {
      passages[i] = rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
      impacts[i] = rare[at + 3] | (rare[at + 4] << 8);
    }
    return { passages, impacts };
  }
}

function countUp(count: number): Uint32Array {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
