import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { compareBytes } from '../../src/bytes/compare-bytes.ts';

/**
 * Inverts the passages of one unit: from (passage, position, term) in text order to runs sorted by term.
 *
 * A run is three byte streams, read in step by the merge (`run-reader.ts`):
 *
 *   entries    per term, ascending by UTF-8 bytes: varint length, the bytes, varint postings, varint bytes of its
 *              postings, varint bytes of its positions
 *   postings   per posting: varint gap to the passage before (the first one absolute, within the unit), varint count
 *   positions  per posting: varint count, then that many varint gaps, the first one absolute
 */
export interface InvertedRun {
  readonly terms: number;
  readonly entries: Uint8Array;
  readonly postings: Uint8Array;
  readonly positions: Uint8Array;
}

export class Inverter {
  readonly #ordinals = new Map<string, number>();
  #terms: Uint32Array = new Uint32Array(1 << 16);
  #passages: Uint32Array = new Uint32Array(1 << 16);
  #positions: Uint32Array = new Uint32Array(1 << 16);
  #tokens = 0;

  /** Takes one token. Passages ascend, and positions ascend within a passage. */
  add(term: string, passage: number, position: number): void {
    let ordinal = this.#ordinals.get(term);
    if (ordinal === undefined) {
      ordinal = this.#ordinals.size;
      this.#ordinals.set(term, ordinal);
    }
    const at = this.#tokens;
    if (at === this.#terms.length) this.#grow();
    this.#terms[at] = ordinal;
    this.#passages[at] = passage;
    this.#positions[at] = position;
    this.#tokens = at + 1;
  }

  #grow(): void {
    const grow = (array: Uint32Array) => {
      const grown = new Uint32Array(array.length * 2);
      grown.set(array);
      return grown;
    };
    this.#terms = grow(this.#terms);
    this.#passages = grow(this.#passages);
    this.#positions = grow(this.#positions);
  }

  /** The run of all tokens taken so far. */
  finish(): InvertedRun {
    const byTerm = this.#groupByTerm();
    const entries = new ByteWriter(1 << 16);
    const postings = new ByteWriter(this.#tokens * 2);
    const positions = new ByteWriter(this.#tokens * 3);
    for (const { bytes, ordinal } of this.#sortTerms()) {
      const postingsBefore = postings.length;
      const positionsBefore = positions.length;
      const end = byTerm.starts[ordinal + 1];
      let count = 0;
      let previous = 0;
      for (let at = byTerm.starts[ordinal]; at < end; count++) {
        const passage = this.#passages[byTerm.tokens[at]];
        let next = at + 1;
        while (next < end && this.#passages[byTerm.tokens[next]] === passage) next++;
        postings.varint(passage - previous);
        postings.varint(next - at);
        positions.varint(next - at);
        for (let position = 0; at < next; at++) {
          positions.varint(this.#positions[byTerm.tokens[at]] - position);
          position = this.#positions[byTerm.tokens[at]];
        }
        previous = passage;
      }
      entries.varint(bytes.length);
      entries.append(bytes);
      entries.varint(count);
      entries.varint(postings.length - postingsBefore);
      entries.varint(positions.length - positionsBefore);
    }
    const terms = this.#ordinals.size;
    return { terms, entries: entries.view(), postings: postings.view(), positions: positions.view() };
  }

  /** Token numbers by term, in text order within each: a counting sort. */
  #groupByTerm(): { starts: Uint32Array; tokens: Uint32Array } {
    const starts = new Uint32Array(this.#ordinals.size + 1);
    for (let i = 0; i < this.#tokens; i++) starts[this.#terms[i] + 1]++;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const next = starts.slice();
    const tokens = new Uint32Array(this.#tokens);
    for (let i = 0; i < this.#tokens; i++) tokens[next[this.#terms[i]]++] = i;
    return { starts, tokens };
  }

  #sortTerms(): { bytes: Uint8Array; ordinal: number }[] {
    const sorted = Array.from(this.#ordinals, ([term, ordinal]) => ({ bytes: Buffer.from(term, 'utf8'), ordinal }));
    return sorted.sort((a, b) => compareBytes(a.bytes, 0, a.bytes.length, b.bytes, 0, b.bytes.length));
  }
}
