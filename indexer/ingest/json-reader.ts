import { MAX_LINE_BYTES } from '../../src/limits.ts';
import { readCluewebRecord } from './clueweb-record.ts';
import type { CollectedDocument, CollectionReader, JsonValue, ReadOptions } from './collection.ts';
import { takeLines } from './json-lines-reader.ts';
import { namesText } from './json-record.ts';
import { JsonSplitter } from './json-splitter.ts';
import type { Line } from './line-splitter.ts';
import { RecordTaker } from './record-taker.ts';

/**
 * JSON: an array of records, one record, or records that follow one another, as JSON Lines are.
 *
 * Most files of JSON in a folder are settings. One whose first value is no object with a text is of another kind there; a file
 * that was named itself is read all the same, and its faults are told.
 */
export const jsonReader: CollectionReader = {
  name: 'json',
  endings: ['.json'],

  detect(_name, firstBytes) {
    return /^(?:\xef\xbb\xbf)?\s*\[\s*\{/.test(Buffer.from(firstBytes).toString('latin1'));
  },

  async *read(file, options) {
    const splitter = new JsonSplitter(MAX_LINE_BYTES, file.path);
    const taker = new RecordTaker(file, options);
    const gate = new FirstRecord(options);
    for await (const chunk of file.content) {
      yield gate.take(taker, splitter.split(chunk));
      if (gate.isClosed) return;
    }
    yield gate.take(taker, splitter.finish());
  },
};

/** Looks at the first record of a file, for whether it is one. */
class FirstRecord {
  readonly #options: ReadOptions;
  #isOpen: boolean;
  isClosed = false;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#isOpen = options.onOther === undefined;
  }

  /** The documents of the records of a chunk: none where the file is of another kind. */
  *take(taker: RecordTaker, lines: Generator<Line>): Generator<CollectedDocument> {
    if (this.#isOpen) {
      yield* takeLines(taker, lines);
      return;
    }
    const first = this.#next(lines);
    if (first === null) return;
    this.#isOpen = this.#isRecord(first);
    if (this.#isOpen) yield* takeLines(taker, precede(first, lines));
    else this.#close();
  }

  #next(lines: Generator<Line>): Line | null {
    try {
      const { value, done } = lines.next();
      return done === true ? null : value;
    } catch {
      // Not even its first value is JSON.
      this.#close();
      return null;
    }
  }

  #close(): void {
    this.isClosed = true;
    this.#options.onOther?.();
  }

  #isRecord({ text }: Line): boolean {
    try {
      const value = JSON.parse(text ?? '') as { [name: string]: JsonValue } | null;
      if (typeof value !== 'object' || value === null) return false;
      return namesText(Object.keys(value), this.#options.fields ?? {}) || readCluewebRecord(value) !== null;
    } catch {
      return false;
    }
  }
}

function* precede(first: Line, rest: Iterable<Line>): Generator<Line> {
  yield first;
  yield* rest;
}
