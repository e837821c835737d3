import { JsonText } from '../bytes/json-text.ts';
import { wholeCharacters } from '../bytes/text-cut.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { ShownFields } from '../contract/field-type.ts';
import { readSandboxUrl } from '../contract/sandbox-url.ts';
import type { DocumentLinks, FetchRequest, LinkedDocument, OutLinks, PlacedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';
import { findDocument } from '../format/lookup-tables.ts';
import type { DocumentStore } from '../store/document-store.ts';
import { fieldReader } from '../store/field-reader.ts';
import type { IndexView } from '../store/index-view.ts';
import { readPassageId } from './passage-id.ts';

/** Of a text, UTF-16 code units; the end is exclusive. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

interface PassageInDocument extends Stretch {
  readonly document: number;
}

/** Documents for reading: whole or in ranges, by id or by address, and their neighbours in the link graph. */
export class Reader {
  readonly #view: IndexView;
  readonly #documents: DocumentStore;

  constructor(view: IndexView, documents: DocumentStore) {
    this.#view = view;
    this.#documents = documents;
  }

  /**
   * The documents of `ids`, of which each may also be that of a passage, then of `urls`, then of `numbers`, each in its place; one that is not there carries DOCUMENT_NOT_FOUND.
   * A URL is a key into the collection: nothing is fetched from a network. One that is named several times is read once, and
   * none is read when those before it are more than an answer holds.
   *
   * @throws StillwebError RESPONSE_TOO_LARGE; INVALID_REQUEST for a field that the index does not have; what the checkpoint throws
   */
  fetch(request: FetchRequest, checkpoint: () => void = () => {}): PlacedDocument[] {
    const read = new Map<number, PlacedDocument>();
    let characters = 0;
    const fields = request.fields === undefined ? null : fieldReader(this.#view.fields, request.fields);
    const readOnce = (number: number, asked: { id: string | null; url: string | null }): PlacedDocument => {
      checkpoint();
      if (number < 0) return missingDocument(asked);
      const document = read.get(number) ?? withFields(this.read(number, request), fields?.(number));
      read.set(number, document);
      characters += document.text?.length ?? 0;
      checkAnswerSize(characters);
      return document;
    };
    const byId = (request.ids ?? []).map((id) => {
      const number = this.#view.ids.find(id);
      const place = number < 0 ? this.#findPassage(id) : null;
      if (place === null) return readOnce(number, { id, url: null });
      checkpoint();
      const document = this.read(place.document, request, place);
      characters += document.text?.length ?? 0;
      checkAnswerSize(characters);
      return document;
    });
    const byUrl = (request.urls ?? []).map((url) => readOnce(this.findUrl(url), { id: null, url }));
    const byNumber = (request.numbers ?? []).map((number) => {
      const isThere = number >= 0 && number < this.#view.ids.size;
      return readOnce(isThere ? number : -1, { id: null, url: null });
    });
    return [...byId, ...byUrl, ...byNumber];
  }

  /** The number of the document with this address, its own or that of the sandbox, or −1. */
  findUrl(url: string): number {
    const { urls, ids, index } = this.#view;
    const found = findDocument(urls, url);
    if (found >= 0) return found;
    const id = readSandboxUrl(index.name, url);
    return id === null ? -1 : ids.find(id);
  }

  /** Where the passage of this id lies; null where there is none. */
  #findPassage(id: string): PassageInDocument | null {
    const named = readPassageId(id);
    const document = named === null ? -1 : this.#view.ids.find(named.document);
    if (named === null || document < 0) return null;
    const { first, start, end } = this.#view.passages;
    const passage = first[document] + named.number;
    return passage < first[document + 1] ? { document, start: start[passage], end: end[passage] } : null;
  }

  /**
   * A document by its number.
   *
   * @param within the stretch that the range may not leave. Default: the whole text
   * @throws StillwebError INDEX_CORRUPT
   */
  read(
    number: number,
    request: Pick<FetchRequest, 'offset' | 'maxChars' | 'find'>,
    within: Stretch = { start: 0, end: Number.MAX_SAFE_INTEGER },
  ): PlacedDocument {
    const document = this.#documents.get(number);
    const range = chooseRange(document.text, request, within);
    return {
      number,
      id: document.id,
      url: document.url,
      title: document.title,
      text: document.text.slice(range.start, range.end),
      range: { ...range, total: document.text.length },
      ...(document.date === null ? {} : { date: document.date }),
      ...(document.language === null ? {} : { language: document.language }),
      ...(document.metadata === null ? {} : { metadata: readMetadata(document.metadata, document.id) }),
      ...(document.links === null ? {} : { links: document.links }),
    };
  }

  /** @throws StillwebError DOCUMENT_NOT_FOUND, RESPONSE_TOO_LARGE, and what the checkpoint throws */
  links(id: string, checkpoint: () => void = () => {}): DocumentLinks {
    const number = this.#view.ids.find(id);
    if (number < 0) {
      throw new StillwebError('DOCUMENT_NOT_FOUND', `the collection has no document with the id ${id}`, { id });
    }
    const describe = this.#describer(checkpoint);
    return {
      id,
      outgoing: Array.from(this.#view.links.outgoing(number), describe),
      incoming: Array.from(this.#view.links.incoming(number), describe),
    };
  }

  /** Where a document leads; nowhere for one that is not there. @throws as `links` */
  outLinks(id: string, checkpoint: () => void = () => {}): OutLinks {
    const number = this.#view.ids.find(id);
    if (number < 0) return { documents: [], written: [] };
    return {
      documents: Array.from(this.#view.links.outgoing(number), this.#describer(checkpoint)),
      written: this.#documents.get(number).links ?? [],
    };
  }

  /** @returns what names a document, and refuses when all that it has named is more than an answer holds */
  #describer(checkpoint: () => void): (target: number) => LinkedDocument {
    let characters = 0;
    return (target) => {
      checkpoint();
      const { id, url, title } = this.#documents.getHeading(target);
      characters += id.length + (url?.length ?? 0) + title.length;
      checkAnswerSize(characters);
      return { id, url, title };
    };
  }
}

/** @throws StillwebError INDEX_CORRUPT */
function readMetadata(text: string, id: string): JsonText {
  try {
    return new JsonText(text);
  } catch (cause) {
    const message = `the metadata of document ${JSON.stringify(id)} are not JSON`;
    throw new StillwebError('INDEX_CORRUPT', message, { file: DOCUMENTS_FILE, id }, { cause });
  }
}

function withFields(document: PlacedDocument, fields: ShownFields | undefined): PlacedDocument {
  return fields === undefined ? document : { ...document, fields };
}

function missingDocument(asked: { id: string | null; url: string | null }): PlacedDocument {
  const { id, url } = asked;
  const named = id !== null ? `the id ${id}` : url !== null ? `the URL ${url}` : 'this number';
  const message = `the collection has no document with ${named}`;
  return { ...asked, error: { code: 'DOCUMENT_NOT_FOUND', message } };
}

/** Characters shown before a text that `find` looked for. */
export const FIND_CONTEXT = 200;

/** The range that a request asks for, moved so that it splits no surrogate pair. */
function chooseRange(
  text: string,
  request: Pick<FetchRequest, 'offset' | 'maxChars' | 'find'>,
  within: Stretch,
): Stretch {
  const last = Math.min(within.end, text.length);
  const first = Math.min(Math.max(request.offset, within.start), last);
  let from = first;
  if (request.find !== undefined) {
    const found = text.indexOf(request.find, first);
    // What is not there gives an empty range at the end: an answer, and not a wrong one.
    from = found < 0 || found + request.find.length > last ? last : Math.max(first, found - FIND_CONTEXT);
  }
  const start = wholeCharacters(text, from);
  return { start, end: wholeCharacters(text, Math.min(start + request.maxChars, last)) };
}
