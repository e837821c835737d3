import { dirname, join } from 'node:path';
import { canonicalJson } from '../../src/bytes/canonical-json.ts';
import { parseExactly } from '../../src/bytes/exact-json.ts';
import { StillwebError } from '../../src/errors.ts';
import type { StoredOriginal } from '../../src/format/originals.ts';
import { closeBehind, tryToRemove, writeFully } from '../../src/store/durable.ts';
import { openSync, readSync } from '../../src/store/file-system.ts';
import type { CollectedDocument, CollectionDocument, SourceLocation, WrittenLinks } from '../ingest/collection.ts';
import { type LinePlace, RecordReader, RecordWriter } from '../sources/record-file.ts';
import { CHANGED_ORIGINALS_FILE } from '../sources/record-names.ts';

/** A document on its way, as a line: metadata are canonical JSON, so that numbers stay as they are written. */
interface SpooledDocument {
  readonly document: Omit<CollectionDocument, 'metadata'>;
  readonly metadata?: string;
  readonly location: SourceLocation;
  readonly bytesRead: number;
  readonly written?: WrittenLinks;
  /** Where its original lies in the file beside. */
  readonly original?: { readonly type: string; readonly bytes: number; readonly at: number; readonly length: number };
}

/**
 * Documents that are read in one order and taken in another: kept in a file, so that an update of any size costs a few bytes of
 * memory a document.
 */
export class UpdateSpool {
  readonly #path: string;
  readonly #writer: RecordWriter;
  readonly #places: LinePlace[] = [];
  #reader: RecordReader | null = null;
  /** Originals, one behind the other; opened with the first one. */
  readonly #originalsPath: string;
  #originals: number | null = null;
  #originalBytes = 0;

  /** @param path of its file; originals are in `CHANGED_ORIGINALS_FILE` beside it */
  constructor(path: string) {
    this.#path = path;
    this.#writer = new RecordWriter(path);
    this.#originalsPath = join(dirname(path), CHANGED_ORIGINALS_FILE);
  }

  add(collected: CollectedDocument): void {
    const { document: whole, location, bytesRead, written, original } = collected;
    const { metadata, ...document } = whole;
    const line: SpooledDocument = {
      document,
      location,
      bytesRead,
      ...(metadata !== undefined && { metadata: canonicalJson(metadata) }),
      ...(written !== undefined && { written }),
      ...(original !== undefined && { original: this.#addOriginal(original) }),
    };
    this.#writer.add(line);
  }

  #addOriginal({ type, bytes, frame }: StoredOriginal): SpooledDocument['original'] {
    this.#originals ??= openSync(this.#originalsPath, 'w+');
    writeFully(this.#originals, frame);
    const at = this.#originalBytes;
    this.#originalBytes += frame.length;
    return { type, bytes, at, length: frame.length };
  }

  #readOriginal({ type, bytes, at, length }: NonNullable<SpooledDocument['original']>): StoredOriginal {
    const frame = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const count = readSync(this.#originals as number, frame, done, length - done, at + done);
      if (count === 0) {
        const file = this.#originalsPath;
        throw new StillwebError('INDEX_CORRUPT', `${file} ends early`, { file });
      }
      done += count;
    }
    return { type, bytes, frame };
  }

  /** To be called behind the last `add` and before the first `take`. */
  finish(): void {
    this.#writer.finish();
    this.#reader = new RecordReader(this.#path, this.#path, (_value, place) => this.#places.push(place));
  }

  /** @param number how many were added before it */
  take(number: number): CollectedDocument {
    if (this.#reader === null) throw new TypeError('the spool is still being written');
    const { document, metadata, original, ...others } = this.#reader.read(this.#places[number]) as SpooledDocument;
    const rest = { ...others, ...(original !== undefined && { original: this.#readOriginal(original) }) };
    if (metadata === undefined) return { document, ...rest };
    const values = (parseExactly(metadata) ?? JSON.parse(metadata)) as CollectionDocument['metadata'];
    return { document: { ...document, metadata: values }, ...rest };
  }

  close(): void {
    if (this.#reader === null) this.#writer.abandon();
    else this.#reader.close();
    tryToRemove(this.#path);
    if (this.#originals === null) return;
    closeBehind(this.#originals);
    tryToRemove(this.#originalsPath);
  }
}
