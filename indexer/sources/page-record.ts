import { StillwebError } from '../../src/errors.ts';
import type { GraphChoice } from '../graph/graph-choice.ts';
import type { WrittenLinks } from '../ingest/collection.ts';
import { type LinePlace, RecordReader, RecordWriter } from './record-file.ts';

/**
 * What a build remembers of a collection that its index does not hold, and a change of it needs: the names of its pages, and
 * their links as they are written, which lead elsewhere when other pages come or go. It follows from the documents and the
 * settings, and holds neither paths nor times. The lines of the record:
 *
 *   {"version": 1, "graph": "auto"}     settings that the manifest does not tell
 *   [7, "https://…" or null, ["#a", …]] the links of document 7: what its `<base>` says, and what its links say
 *   "notes/setup.md"                    the name of a page
 */

export const PAGE_RECORD_VERSION = 1;

/** Settings of a build that its manifest does not tell. */
export interface PageRecordHead {
  readonly version: typeof PAGE_RECORD_VERSION;
  readonly graph: GraphChoice;
}

export class PageRecordWriter {
  readonly #record: RecordWriter;

  constructor(path: string, graph: GraphChoice) {
    this.#record = new RecordWriter(path);
    this.#record.add({ version: PAGE_RECORD_VERSION, graph } satisfies PageRecordHead);
  }

  /** Documents come in ascending order. */
  add(document: number, { base, hrefs }: WrittenLinks): void {
    this.#record.add([document, base ?? null, hrefs]);
  }

  /** @param names of all pages of the collection, documents or not */
  finish(names: Iterable<string>): void {
    for (const name of names) this.#record.add(name);
    this.#record.finish();
  }

  abandon(): void {
    this.#record.abandon();
  }
}

/** The record of a generation. Twelve bytes a document, and the names, are in memory. */
export class PageRecord {
  readonly names: string[] = [];
  readonly head: PageRecordHead;
  readonly #reader: RecordReader;
  readonly #name: string;
  readonly #offsets: Float64Array;
  readonly #bytes: Uint32Array;

  /**
   * @param name for messages
   * @param documents of the generation
   * @throws StillwebError INDEX_CORRUPT, INDEX_TOO_NEW; ENOENT of the system where there is none
   */
  constructor(path: string, name: string, documents: number) {
    this.#name = name;
    this.#offsets = new Float64Array(documents);
    this.#bytes = new Uint32Array(documents);
    let head: PageRecordHead | null = null;
    this.#reader = new RecordReader(path, name, (value, place) => {
      if (head === null) head = this.#readHead(value);
      else if (typeof value === 'string') this.names.push(value);
      else this.#place(value, place);
    });
    if (head === null) {
      this.close();
      throw this.#corrupt();
    }
    this.head = head;
  }

  #readHead(value: unknown): PageRecordHead {
    const { version, graph } = (value ?? {}) as Partial<PageRecordHead>;
    if (version === PAGE_RECORD_VERSION && graph !== undefined) return { version, graph };
    if (typeof version !== 'number' || version <= PAGE_RECORD_VERSION) throw this.#corrupt();
    const message = `${this.#name} has version ${version}; this program reads ${PAGE_RECORD_VERSION}`;
    throw new StillwebError('INDEX_TOO_NEW', message, { file: this.#name, found: version });
  }

  #place(value: unknown, { offset, bytes }: LinePlace): void {
    const document = Array.isArray(value) ? (value[0] as unknown) : null;
    if (typeof document !== 'number' || !(document in this.#offsets)) throw this.#corrupt();
    this.#offsets[document] = offset;
    this.#bytes[document] = bytes;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  written(document: number): WrittenLinks | undefined {
    if (this.#bytes[document] === 0) return undefined;
    const place = { offset: this.#offsets[document], bytes: this.#bytes[document] };
    const [, base, hrefs] = this.#reader.read(place) as [number, string | null, string[]];
    if (!Array.isArray(hrefs)) throw this.#corrupt();
    return { ...(base !== null && { base }), hrefs };
  }

  #corrupt(): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#name} is no record of pages`, { file: this.#name });
  }

  close(): void {
    this.#reader.close();
  }
}
