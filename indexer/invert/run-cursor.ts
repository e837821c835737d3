import type { SequentialReader } from '../../src/store/sequential-reader.ts';
import type { UnitReader } from '../unit/unit-reader.ts';
import { keyPrefix, type SortedCursor } from './merge.ts';

/** Walks the terms of one unit's run, and on demand the postings and positions of the term it stands on. */
export class RunCursor implements SortedCursor {
  key: Uint8Array = new Uint8Array(0);
  prefix = 0;
  /** Postings of the current term in this run. */
  count = 0;
  postingBytes = 0;
  positionBytes = 0;
  /** Passage number in the shard of this unit's first passage. */
  readonly firstPassage: number;
  readonly #entries: SequentialReader;
  readonly #postings: SequentialReader | null;
  readonly #positions: SequentialReader | null;

  /** @param contents `terms` reads the entries only; `all` must read postings and positions of every term, in order */
  constructor(unit: UnitReader, firstPassage: number, contents: 'terms' | 'all', bufferBytes: number) {
    this.firstPassage = firstPassage;
    this.#entries = unit.stream('entries', bufferBytes);
    this.#postings = contents === 'all' ? unit.stream('postings', bufferBytes) : null;
    this.#positions = contents === 'all' ? unit.stream('positions', bufferBytes) : null;
  }

  advance(): boolean {
    if (this.#entries.isAtEnd) return false;
    const length = this.#entries.varint();
    this.key = this.#entries.take(length).slice();
    this.prefix = keyPrefix(this.key);
    this.count = this.#entries.varint();
    this.postingBytes = this.#entries.varint();
    this.positionBytes = this.#entries.varint();
    return true;
  }

  /** Postings of the current term; to be read once per term. The view is valid until the next call. */
  readPostings(): Uint8Array {
    return (this.#postings as SequentialReader).take(this.postingBytes);
  }

  /** Positions of the current term; to be read once per term. The view is valid until the next call. */
  readPositions(): Uint8Array {
    return (this.#positions as SequentialReader).take(this.positionBytes);
  }
}
