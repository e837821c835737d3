import type { ShownFields } from '../contract/field-type.ts';
import { readSandboxUrl } from '../contract/sandbox-url.ts';
import type { ShownFieldNames } from '../contract/search.ts';
import type { DocumentHeading, StoredDocument } from '../format/documents.ts';
import { findDocument } from '../format/lookup-tables.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { fieldReader } from '../store/field-reader.ts';
import type { IndexView } from '../store/index-view.ts';
import type { Section } from './section.ts';

/** The documents that a reader reads, wherever they lie. Documents are numbers in the order of the collection; −1 is none. */
export interface ReadableDocuments {
  /** Name of the index. */
  readonly name: string;
  readonly size: number;
  findId(id: string): number;
  /** The document that an address of its own leads to, or one of the sandbox. */
  findUrl(url: string): number;
  /** @throws StillwebError INDEX_CORRUPT */
  get(document: number): StoredDocument;
  /** What names a document, without the cost of its text. @throws as `get` */
  getHeading(document: number): DocumentHeading;
  /** Where a passage lies in the text of its document; null where the document has not so many. @param number from 0 */
  placeOf(document: number, number: number): Section | null;
  /** Documents that it links to, in the order of its text. */
  outgoing(document: number): Iterable<number>;
  /** Documents that link to it, ascending. */
  incoming(document: number): Iterable<number>;
  /** Shows typed fields. @throws StillwebError INVALID_REQUEST for a field that the index does not have */
  fields(names: ShownFieldNames): (document: number) => ShownFields;
}

/** Those of an index that is open in this thread. */
export class LocalDocuments implements ReadableDocuments {
  readonly name: string;
  readonly size: number;
  readonly #view: IndexView;
  readonly #documents: DocumentStore;

  constructor(view: IndexView, documents: DocumentStore) {
    this.name = view.index.name;
    this.size = view.ids.size;
    this.#view = view;
    this.#documents = documents;
  }

  findId(id: string): number {
    return this.#view.ids.find(id);
  }

  findUrl(url: string): number {
    const found = findDocument(this.#view.urls, url);
    if (found >= 0) return found;
    const id = readSandboxUrl(this.name, url);
    return id === null ? -1 : this.findId(id);
  }

  get(document: number): StoredDocument {
    return this.#documents.get(document);
  }

  getHeading(document: number): DocumentHeading {
    return this.#documents.getHeading(document);
  }

  placeOf(document: number, number: number): Section | null {
    const { first, start, end } = this.#view.passages;
    const passage = first[document] + number;
    return passage < first[document + 1] ? { start: start[passage], end: end[passage] } : null;
  }

  outgoing(document: number): Uint32Array {
    return this.#view.links.outgoing(document);
  }

  incoming(document: number): Uint32Array {
    return this.#view.links.incoming(document);
  }

  fields(names: ShownFieldNames): (document: number) => ShownFields {
    return fieldReader(this.#view.fields, names);
  }
}
