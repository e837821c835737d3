import { StillwebError } from '../errors.ts';
import { WINDOW_PASSAGES } from '../limits.ts';
import { SectionFile } from './section-file.ts';
import { StringTable } from './string-table.ts';

/**
 * The terms and postings of one shard (at most 2^20 passages), read in place.
 *
 * `terms-SSS.bin` (kind TERM): a string table `term.*`, terms in byte order of their UTF-8.
 *
 * `postings-SSS.bin` (kind POST), n terms, f of them frequent (`frequentFrom` passages or more), w windows of 2^14 passages:
 *
 *   df          u8[n]          passages that hold the term; 0 says: frequent
 *   start       u32[n]         frequent: its number among the frequent terms; else: its first place in `rare`
 *   rare        u8[5 × r]      passage number in the shard u24, ascending within a term; impact u16
 *   freq.start  u32[f + 1]     first place in `packed`
 *   freq.max    u16[f]         largest impact; `freq.tenth`, `freq.hundredth`: the 10th and the 100th largest
 *   packed      u32[p]         low 16 bits of the passage number | impact << 16, ascending within a term
 *   row.start   u32[f × (w + 1)]  places in `packed` where each window begins; the last one is the term's end
 *   row.max     u16[f × w]     largest impact in the window, 0 for none
 *
 * A window never crosses a multiple of 2^16, so that window and low bits give the passage number.
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
 * Passages from which a term has a row per window: a row costs 6 bytes, and saves one at each posting.
 *
 * @param windows of the shard
 */
export function frequentFrom(windows: number): number {
  return Math.min(MAX_FREQUENT_FROM, Math.max(64, 6 * windows));
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

export class ShardPostings {
  readonly passages: number;
  readonly windows: number;
  readonly terms: StringTable;
  readonly documentFrequencies: Uint8Array;
  readonly starts: Uint32Array;
  /** RARE_BYTES a posting. */
  readonly rare: Uint8Array;
  readonly frequentStarts: Uint32Array;
  readonly frequentMaxima: Uint16Array;
  readonly frequentTenths: Uint16Array;
  readonly frequentHundredths: Uint16Array;
  readonly packed: Uint32Array;
  readonly rowStarts: Uint32Array;
  readonly rowMaxima: Uint16Array;

  /**
   * Opens the shard without copying: arrays are views into the given bytes.
   *
   * @param passages passages of this shard, 1 … 2^20
   * @throws StillwebError INDEX_CORRUPT naming the file
   */
  constructor(passages: number, termFile: NamedBytes, postingsFile: NamedBytes) {
    this.passages = passages;
    this.windows = windowCount(passages);
    this.terms = StringTable.read(new SectionFile(termFile.name, TERM_KIND, termFile.bytes), 'term');
    const file = new SectionFile(postingsFile.name, POSTINGS_KIND, postingsFile.bytes);
    const terms = this.terms.size;
    this.documentFrequencies = file.get('df', 'u8', terms);
    this.starts = file.get('start', 'u32', terms);
    this.rare = file.get('rare', 'u8');
    this.frequentStarts = file.get('freq.start', 'u32');
    const frequent = this.frequentStarts.length - 1;
    this.frequentMaxima = file.get('freq.max', 'u16', frequent);
    this.frequentTenths = file.get('freq.tenth', 'u16', frequent);
    this.frequentHundredths = file.get('freq.hundredth', 'u16', frequent);
    this.packed = file.get('packed', 'u32');
    this.rowStarts = file.get('row.start', 'u32', frequent * (this.windows + 1));
    this.rowMaxima = file.get('row.max', 'u16', frequent * this.windows);
    if (frequent < 0 || this.frequentStarts[frequent] !== this.packed.length) {
      const facts = { file: postingsFile.name };
      throw new StillwebError(
        'INDEX_CORRUPT',
        `${postingsFile.name}: packed postings do not end where they should`,
        facts,
      );
    }
  }

  /** Passages of this shard that hold the term. */
  documentFrequency(term: number): number {
    const rare = this.documentFrequencies[term];
    if (rare > 0) return rare;
    const frequent = this.starts[term];
    return this.frequentStarts[frequent + 1] - this.frequentStarts[frequent];
  }

  /** Passage numbers (in the shard, ascending) and impacts of a term: two fresh arrays. */
  list(term: number): { passages: Uint32Array; impacts: Uint16Array } {
    const count = this.documentFrequency(term);
    const start = this.starts[term];
    const passages = new Uint32Array(count);
    const impacts = new Uint16Array(count);
    if (this.documentFrequencies[term] > 0) {
      const { rare } = this;
      for (let i = 0, at = start * RARE_BYTES; i < count; i++, at += RARE_BYTES) {
        passages[i] = rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
        impacts[i] = rare[at + 3] | (rare[at + 4] << 8);
      }
      return { passages, impacts };
    }
    const row = start * (this.windows + 1);
    const first = this.frequentStarts[start];
    for (let window = 0; window < this.windows; window++) {
      const base = (window * WINDOW_PASSAGES) & ~0xffff;
      const end = this.rowStarts[row + window + 1];
      for (let at = this.rowStarts[row + window]; at < end; at++) {
        passages[at - first] = base | (this.packed[at] & 0xffff);
        impacts[at - first] = this.packed[at] >>> 16;
      }
    }
    return { passages, impacts };
  }
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}
