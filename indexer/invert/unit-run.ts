import type { SequentialReader } from '../../src/store/sequential-reader.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

/** Reads one unit's run again, in the places that the first pass found: a range of terms of the shard at a time. */
export class UnitRun {
  /** Passage number in the shard of this unit's first passage. */
  readonly firstPassage: number;
  /** Terms of the range read last: their places in the shard, and the bytes of each in the two buffers. */
  places = new Uint32Array(1 << 10);
  postingBytes = new Uint32Array(1 << 10);
  positionBytes = new Uint32Array(1 << 10);
  count = 0;
  readonly #gaps: SequentialReader;
  readonly #entries: SequentialReader;
  readonly #postings: SequentialReader;
  readonly #positions: SequentialReader;
  /** The term that the two first streams stand behind; `#isHeld` while no range has taken it. */
  #place = 0;
  #isHeld = false;
  #heldPostingBytes = 0;
  #heldPositionBytes = 0;

  /** @param gaps places of the unit's terms, as `buildDictionary` writes them */
  constructor(unit: UnitReader, gaps: SequentialReader, firstPassage: number, bufferBytes: number) {
    this.firstPassage = firstPassage;
    this.#gaps = gaps;
    this.#entries = unit.stream('entries', bufferBytes);
    this.#postings = unit.stream('postings', bufferBytes);
    this.#positions = unit.stream('positions', bufferBytes);
  }

  /** Reads the terms with places below `end` that were not read yet. The views are valid until the next call. */
  read(end: number): { postings: Uint8Array; positions: Uint8Array } {
    let postings = 0;
    let positions = 0;
    this.count = 0;
    while (this.#holdNext() && this.#place < end) {
      if (this.count === this.places.length) this.#grow();
      this.places[this.count] = this.#place;
      this.postingBytes[this.count] = this.#heldPostingBytes;
      this.positionBytes[this.count++] = this.#heldPositionBytes;
      postings += this.#heldPostingBytes;
      positions += this.#heldPositionBytes;
      this.#isHeld = false;
    }
    return { postings: this.#postings.take(postings), positions: this.#positions.take(positions) };
  }

  #holdNext(): boolean {
    if (this.#isHeld) return true;
    if (this.#gaps.isAtEnd) return false;
    this.#place += this.#gaps.varint();
    const entries = this.#entries;
    entries.take(entries.varint());
    entries.varint();
    this.#heldPostingBytes = entries.varint();
    this.#heldPositionBytes = entries.varint();
    this.#isHeld = true;
    return true;
  }

  #grow(): void {
    const grow = (array: Uint32Array) => {
      const grown = new Uint32Array(array.length * 2);
      grown.set(array);
      return grown;
    };
    this.places = grow(this.places);
    this.postingBytes = grow(this.postingBytes);
    this.positionBytes = grow(this.positionBytes);
  }
}
