import { canonicalJson } from '../../src/bytes/canonical-json.ts';
import { parseExactly } from '../../src/bytes/exact-json.ts';
import { tryToRemove } from '../../src/store/durable.ts';
import type { CollectedDocument, CollectionDocument, SourceLocation, WrittenLinks } from '../ingest/collection.ts';
import { type LinePlace, RecordReader, RecordWriter } from '../sources/record-file.ts';

/** A document on its way, as a line: metadata are canonical JSON, so that numbers stay as they are written. */
interface SpooledDocument {
  readonly document: Omit<CollectionDocument, 'metadata'>;
  readonly metadata?: string;
  readonly location: SourceLocation;
  readonly bytesRead: number;
  readonly written?: WrittenLinks;
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

  constructor(path: string) {
    this.#path = path;
    this.#writer = new RecordWriter(path);
  }

  add({ document: { metadata, ...document }, location, bytesRead, written }: CollectedDocument): void {
    const line: SpooledDocument = {
      document,
      location,
      bytesRead,
      ...(metadata !== undefined && { metadata: canonicalJson(metadata) }),
      ...(written !== undefined && { written }),
    };
    this.#writer.add(line);
  }

  /** To be called behind the last `add` and before the first `take`. */
  finish(): void {
    this.#writer.finish();
    this.#reader = new RecordReader(this.#path, this.#path, (_value, place) => this.#places.push(place));
  }

  /** @param number how many were added before it */
  take(number: number): CollectedDocument {
    if (this.#reader === null) throw new TypeError('the spool is still being written');
    const { document, metadata, ...rest } = this.#reader.read(this.#places[number]) as SpooledDocument;
    if (metadata === undefined) return { document, ...rest };
    const values = (parseExactly(metadata) ?? JSON.parse(metadata)) as CollectionDocument['metadata'];
    return { document: { ...document, metadata: values }, ...rest };
  }

  close(): void {
    if (this.#reader === null) this.#writer.abandon();
    else this.#reader.close();
    tryToRemove(this.#path);
  }
}
