import { wholeCharacters } from '../bytes/text-cut.ts';
import type { DocumentLinks, FetchedDocument, FetchRequest, LinkedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';
import { urlKey } from '../format/lookup-tables.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { IndexView } from '../store/index-view.ts';

/** Documents for reading: whole or in ranges, by id or by address, and their neighbours in the link graph. */
export class Reader {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;

  constructor(view: IndexView, documents: DocumentStore) {
    this.#view = view;
    this.#documents = documents;
  }

  /**
   * The documents of `ids`, then of `urls`, each in its place; one that is not there carries DOCUMENT_NOT_FOUND.
   * A URL is a key into the collection: nothing is fetched from a network.
   */
  fetch(request: FetchRequest): FetchedDocument[] {
    const byId = (request.ids ?? []).map((id) => this.#read(this.#view.ids.find(id), { id, url: null }, request));
    const byUrl = (request.urls ?? []).map((url) => this.#read(this.findUrl(url), { id: null, url }, request));
    return [...byId, ...byUrl];
  }

  /** The number of the document with this address, or −1. */
  findUrl(url: string): number {
    const ordinal = this.#view.urls.keys.find(urlKey(url));
    return ordinal < 0 ? -1 : this.#view.urls.document[ordinal];
  }

  #read(number: number, asked: { id: string | null; url: string | null }, request: FetchRequest): FetchedDocument {
    if (number < 0) {
      const message = `the collection has no document with the ${asked.id === null ? 'URL' : 'id'} ${asked.id ?? asked.url}`;
      return { ...asked, error: { code: 'DOCUMENT_NOT_FOUND', message } };
    }
    const document = this.#documents.get(number);
    const range = chooseRange(document.text, request);
    return {
      id: document.id,
      url: document.url,
      title: document.title,
      text: document.text.slice(range.start, range.end),
      range: { ...range, total: document.text.length },
      ...(document.date === null ? {} : { date: document.date }),
      ...(document.language === null ? {} : { language: document.language }),
      ...(document.metadata === null ? {} : { metadata: readMetadata(document.metadata) }),
      ...(document.links === null ? {} : { links: document.links }),
    };
  }

  /** @throws StillwebError DOCUMENT_NOT_FOUND */
  links(id: string): DocumentLinks {
    const number = this.#view.ids.find(id);
    if (number < 0) {
      throw new StillwebError('DOCUMENT_NOT_FOUND', `the collection has no document with the id ${id}`, { id });
    }
    const describe = (target: number): LinkedDocument => {
      const { id, url, title } = this.#documents.getHeading(target);
      return { id, url, title };
    };
    return {
      id,
      outgoing: Array.from(this.#view.links.outgoing(number), describe),
      incoming: Array.from(this.#view.links.incoming(number), describe),
    };
  }
}

/** @throws StillwebError INDEX_CORRUPT */
function readMetadata(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    const message = `${DOCUMENTS_FILE}: the metadata of a document is not JSON`;
    throw new StillwebError('INDEX_CORRUPT', message, { file: DOCUMENTS_FILE }, { cause });
  }
}

/** Characters shown before a text that `find` looked for. */
const FIND_CONTEXT = 200;

/** The range that a request asks for, moved so that it splits no surrogate pair. */
function chooseRange(text: string, request: FetchRequest): { start: number; end: number } {
  let from = request.offset;
  if (request.find !== undefined) {
    const found = text.indexOf(request.find, request.offset);
    // What is not there gives an empty range at the end: an answer, and not a wrong one.
    from = found < 0 ? text.length : Math.max(request.offset, found - FIND_CONTEXT);
  }
  const start = wholeCharacters(text, from);
  return { start, end: wholeCharacters(text, start + request.maxChars) };
}
