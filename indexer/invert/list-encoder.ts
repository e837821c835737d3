import {
  countBridges,
  GAP_FORMS,
  type ListForm,
  PACKED_FORM,
  type PostingsLayout,
  SKIP_ENTRIES,
  skipBytes,
  writeForm,
} from '../../src/format/frequent-list.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';

const LARGEST_IMPACT = 0xffff;
const NO_IMPACTS = new Uint16Array(0);

/** Writes the postings of one frequent term after the other, each in the form that its layout wants. */
export class ListEncoder {
  /** Of the list encoded last. */
  form = 0;
  readonly rows: Uint32Array;
  readonly #isCompact: boolean;
  #words = new Uint32Array(1024);
  /** Code of each impact that the list at hand has; else 0. */
  readonly #codes = new Uint16Array(LARGEST_IMPACT + 1);
  /** Those impacts, ascending: of `#room` what the list at hand takes. */
  #impacts = NO_IMPACTS;
  readonly #room = new Uint16Array(LARGEST_IMPACT + 1);

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
    const form = this.#isCompact ? this.#choose(passages, impacts, start, end) : null;
    this.form = writeForm(form ?? PACKED_FORM);
    const words = this.#words;
    if (form !== null) return words.subarray(0, this.#encodeGaps(passages, impacts, start, end, form));
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

  /** The smallest of the forms with gaps; null where none is smaller than four bytes a posting. */
  #choose(passages: Uint32Array, impacts: Uint16Array, start: number, end: number): ListForm | null {
    this.#numberImpacts(impacts, start, end);
    const codes = this.#impacts.length;
    const largest = this.#impacts[codes - 1];
    const plans = GAP_FORMS.filter(({ entryBytes, gapBits }) => {
      const valueBits = entryBytes * 8 - gapBits;
      return (entryBytes === 2 ? codes : largest) >>> valueBits === 0;
    });
    const entries = plans.map(() => end - start);
    const widest = plans.reduce((least, { gapBits }) => Math.min(least, 1 << gapBits), WINDOW_PASSAGES) - 1;
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
      if (gap <= widest) continue;
      for (let form = 0; form < plans.length; form++) entries[form] += countBridges(gap, plans[form].gapBits);
    }
    let best: ListForm | null = null;
    let least = (end - start) * 4;
    for (const [i, plan] of plans.entries()) {
      const bytes = bound(entries[i], plan.entryBytes) + (plan.entryBytes === 2 ? 4 + codes * 2 : 0);
      if (bytes >= least) continue;
      best = plan;
      least = bytes;
    }
    return best;
  }

  /** Numbers the distinct impacts of the list from 1, ascending. */
  #numberImpacts(impacts: Uint16Array, start: number, end: number): void {
    const codes = this.#codes;
    for (const impact of this.#impacts) codes[impact] = 0;
    let count = 0;
    for (let i = start; i < end; i++) {
      if (codes[impacts[i]] !== 0) continue;
      codes[impacts[i]] = 1;
      this.#room[count++] = impacts[i];
    }
    this.#impacts = this.#room.subarray(0, count).sort();
    for (let i = 0; i < count; i++) codes[this.#impacts[i]] = i + 1;
  }

  /** @returns the words of the list */
  #encodeGaps(passages: Uint32Array, impacts: Uint16Array, start: number, end: number, form: ListForm): number {
    const { entryBytes, gapBits } = form;
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
        entries += 1 + countBridges(gap, gapBits);
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

/** Bytes of a list of gaps with its known places and padding, or a few more. */
function bound(entries: number, entryBytes: number): number {
  return entries * entryBytes + skipBytes(entries + 1) + 3;
}
