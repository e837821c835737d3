import { listForm, type PostingsLayout, SKIP_ENTRIES, skipBytes } from '../../src/format/frequent-list.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';

/** A way to write a list, and an upper bound of its bytes. */
interface Plan {
  readonly entryBytes: number;
  readonly gapBits: number;
  readonly bytes: number;
}

const LARGEST_IMPACT = 0xffff;
/** Gaps stay below 2^14, the passages of a window; with one bit, every gap would be bridged. */
const MAX_GAP_BITS = 14;
const MIN_GAP_BITS = 2;

/** Writes the postings of one frequent term after the other, each in the form that its layout wants. */
export class ListEncoder {
  /** Of the list encoded last. */
  form = 0;
  readonly rows: Uint32Array;
  readonly #isCompact: boolean;
  #words = new Uint32Array(1024);
  /** Code of each impact that the list at hand has; else 0. */
  readonly #codes = new Uint16Array(LARGEST_IMPACT + 1);
  /** Those impacts, ascending. */
  #impacts: number[] = [];

  constructor(windows: number, layout: PostingsLayout) {
    this.rows = new Uint32Array(windows);
    this.#isCompact = layout === 'compact';
  }

  /**
   * Takes the postings `start` … `end` − 1 of both arrays, passages ascending.
   *
   * @returns the list, at most one word a posting; valid until the next call
   */
  encode(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): Uint32Array {
    if (this.#words.length < end - start) this.#words = new Uint32Array((end - start) * 2);
    const plan = this.#isCompact ? this.#choose(passages, impacts, start, end) : null;
    this.form = plan === null ? listForm(4, 0) : listForm(plan.entryBytes, plan.gapBits);
    const words = this.#words;
    if (plan !== null) return words.subarray(0, this.#encodeGaps(passages, impacts, start, end, plan));
    this.#countRows(passages, impacts, start, end);
    for (let i = start; i < end; i++) words[i - start] = (passages[i] & 0xffff) | (impacts[i] << 16);
    return words.subarray(0, end - start);
  }

  #countRows(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): void {
    const { rows } = this;
    rows.fill(0);
    for (let i = start; i < end; i++) {
      const window = Math.floor(passages[i] / WINDOW_PASSAGES);
      rows[window] = Math.max(rows[window] >>> 16, impacts[i]) * 0x10000 + (rows[window] & 0xffff) + 1;
    }
  }

  /** The smaller of the two forms with gaps; null where neither is smaller than four bytes a posting. */
  #choose(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): Plan | null {
    this.#numberImpacts(impacts, start, end);
    const codes = this.#impacts.length;
    const codedBits = Math.min(MAX_GAP_BITS, 16 - bitLength(codes));
    const tripleBits = Math.min(MAX_GAP_BITS, 24 - bitLength(this.#impacts[codes - 1]));
    let coded = end - start;
    let triple = coded;
    let first = 0;
    let previous = 0;
    for (let i = start; i < end; i++) {
      const passage = passages[i];
      if (passage - first >= WINDOW_PASSAGES) {
        first = passage - (passage % WINDOW_PASSAGES);
        previous = first;
      }
      const gap = passage - previous;
      previous = passage;
      if (gap >>> codedBits !== 0) coded += bridges(gap, codedBits);
      if (gap >>> tripleBits !== 0) triple += bridges(gap, tripleBits);
    }
    const plans: Plan[] = [
      { entryBytes: 4, gapBits: 0, bytes: (end - start) * 4 },
      { entryBytes: 3, gapBits: tripleBits, bytes: bound(triple, 3) },
    ];
    if (codedBits >= MIN_GAP_BITS) {
      plans.push({ entryBytes: 2, gapBits: codedBits, bytes: bound(coded, 2) + 4 + codes * 2 });
    }
    const best = plans.reduce((least, plan) => (plan.bytes < least.bytes ? plan : least));
    return best.entryBytes === 4 ? null : best;
  }

  /** Numbers the distinct impacts of the list from 1, ascending. */
  #numberImpacts(impacts: Uint16Array, start: number, end: number): void {
    const codes = this.#codes;
    for (const impact of this.#impacts) codes[impact] = 0;
    this.#impacts = [];
    for (let i = start; i < end; i++) {
      if (codes[impacts[i]] !== 0) continue;
      codes[impacts[i]] = 1;
      this.#impacts.push(impacts[i]);
    }
    this.#impacts.sort((a, b) => a - b);
    for (const [i, impact] of this.#impacts.entries()) codes[impact] = i + 1;
  }

  /** @returns the words of the list */
  #encodeGaps(passages: Uint32Array, impacts: Uint16Array, start: number, end: number, plan: Plan): number {
    const { entryBytes, gapBits } = plan;
    const { rows } = this;
    const isCoded = entryBytes === 2;
    const bytes = new Uint8Array(this.#words.buffer);
    const widest = (1 << gapBits) - 1;
    let at = isCoded ? this.#writeCodes(bytes) : 0;
    let next = start;
    for (let window = 0; window < rows.length; window++) {
      const first = window * WINDOW_PASSAGES;
      const from = next;
      let entries = 0;
      let largest = 0;
      for (let previous = first; next < end && passages[next] - first < WINDOW_PASSAGES; next++) {
        const gap = passages[next] - previous;
        entries += gap > widest ? 1 + bridges(gap, gapBits) : 1;
        if (impacts[next] > largest) largest = impacts[next];
        previous = passages[next];
      }
      rows[window] = largest * 0x10000 + entries;
      if (entries === 0) continue;
      let known = at;
      at += skipBytes(entries);
      let place = 0;
      let written = 0;
      for (let i = from; i < next; i++) {
        const value = isCoded ? this.#codes[impacts[i]] : impacts[i];
        for (let isDone = false; !isDone; ) {
          const gap = passages[i] - first - place;
          isDone = gap <= widest;
          const entry = isDone ? gap | (value << gapBits) : widest;
          bytes[at++] = entry;
          bytes[at++] = entry >>> 8;
          if (!isCoded) bytes[at++] = entry >>> 16;
          place += isDone ? gap : widest;
          if (++written % SKIP_ENTRIES !== 0 || written === entries) continue;
          bytes[known++] = place;
          bytes[known++] = place >>> 8;
        }
      }
    }
    const words = Math.ceil(at / 4);
    bytes.fill(0, at, words * 4);
    return words;
  }

  /** Code 0 has impact 0. @returns the bytes of the table */
  #writeCodes(bytes: Uint8Array): number {
    let at = 0;
    for (const value of [this.#impacts.length + 1, 0, ...this.#impacts]) {
      bytes[at++] = value;
      bytes[at++] = value >>> 8;
    }
    return at;
  }
}

/** Entries that bridge a gap which is too wide for one. */
function bridges(gap: number, gapBits: number): number {
  return Math.floor((gap - 1) / ((1 << gapBits) - 1));
}

/** Bytes of a list of gaps with its known places and padding, or a few more. */
function bound(entries: number, entryBytes: number): number {
  return entries * entryBytes + skipBytes(entries + 1) + 3;
}

/** Bits of a non-negative integer; 0 for 0. */
function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}
