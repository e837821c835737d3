import { JsonText } from '../bytes/json-text.ts';
import { checkAnswerSize } from '../contract/answer-size.ts';
import type { ShownFields } from '../contract/field-type.ts';
import { documentNotFound, missingDocument } from '../contract/missing-document.ts';
import { namedLinks } from '../contract/named-links.ts';
import type {
  DocumentLinks,
  FetchRequest,
  LinkedDocument,
  OutLinks,
  PlacedDocument,
  ReadingView,
} from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { StoredDocument } from '../format/documents.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';
import { contentsOf, readHeadings } from './headings.ts';
import { writeMarkdown } from './markdown.ts';
import { readPassageId } from './passage-id.ts';
import { chooseRange, type TextRequest, tellView } from './read-view.ts';
import type { ReadableDocuments } from './readable-documents.ts';
import type { Section } from './section.ts';

interface PassageInDocument extends Section {
  readonly document: number;
}

/** Documents for reading: whole or in ranges, by id or by address, and their neighbours in the link graph. */
export class Reader {
  readonly #documents: ReadableDocuments;

  constructor(documents: ReadableDocuments) {
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
    const fields = request.fields === undefined ? null : this.#documents.fields(request.fields);
    const readOnce = (number: number, asked: { id: string | null; url: string | null }): PlacedDocument => {
      checkpoint();
      if (number < 0) return missingDocument(asked);
      const document = read.get(number) ?? withFields(this.#readSection(number, request), fields?.(number));
      read.set(number, document);
      characters += sizeOf(document);
      checkAnswerSize(characters);
      return document;
    };
    const byId = (request.ids ?? []).map((id) => {
      const number = this.#documents.findId(id);
      const place = number < 0 ? this.#findPassage(id) : null;
      if (place === null) return readOnce(number, { id, url: null });
      checkpoint();
      const document = this.#readSection(place.document, request, place);
      characters += sizeOf(document);
      checkAnswerSize(characters);
      return document;
    });
    const byUrl = (request.urls ?? []).map((url) => readOnce(this.#documents.findUrl(url), { id: null, url }));
    const byNumber = (request.numbers ?? []).map((number) => {
      const isThere = number >= 0 && number < this.#documents.size;
      return readOnce(isThere ? number : -1, { id: null, url: null });
    });
    return [...byId, ...byUrl, ...byNumber];
  }

  /** A document in its place of a list: one that has no such section says so there. */
  #readSection(number: number, request: FetchRequest, within?: Section): PlacedDocument {
    try {
      return this.read(number, request, within);
    } catch (error) {
      if (!(error instanceof StillwebError) || error.code !== 'SECTION_NOT_FOUND') throw error;
      const { id, url } = this.#documents.getHeading(number);
      return { number, id, url, error: { code: error.code, message: error.message } };
    }
  }

  /** Where the passage of this id lies; null where there is none. */
  #findPassage(id: string): PassageInDocument | null {
    const named = readPassageId(id);
    const document = named === null ? -1 : this.#documents.findId(named.document);
    if (named === null || document < 0) return null;
    const place = this.#documents.placeOf(document, named.number);
    return place === null ? null : { document, ...place };
  }

  /**
   * A document by its number.
   *
   * @param within the stretch that the range may not leave. Default: the whole text
   * @throws StillwebError INDEX_CORRUPT; SECTION_NOT_FOUND; RESPONSE_TOO_LARGE for a list of links
   */
  read(
    number: number,
    request: TextRequest,
    within: Section = { start: 0, end: Number.MAX_SAFE_INTEGER },
  ): PlacedDocument {
    const document = this.#documents.get(number);
    const { last, ...range } = chooseRange(document.text, request, within);
    const { view } = request;
    return {
      number,
      id: document.id,
      url: document.url,
      title: document.title,
      text: view?.format === 'markdown' ? this.#markdown(document, range, view) : sliceOf(document.text, range),
      range: { ...range, total: document.text.length },
      ...(document.date === null ? {} : { date: document.date }),
      ...(document.language === null ? {} : { language: document.language }),
      ...(document.metadata === null ? {} : { metadata: readMetadata(document.metadata, document.id) }),
      ...(document.links === null ? {} : { links: document.links }),
      ...(view === undefined ? {} : tellView(document.text, request, { ...range, last })),
    };
  }

  #markdown({ id, title, text }: StoredDocument, range: Section, { links }: ReadingView): string {
    const headings = contentsOf(readHeadings(text));
    const isListed = links === true && range.end === text.length;
    const named = isListed ? namedLinks(this.#documents.name, this.outLinks(id)) : null;
    return writeMarkdown({ title, text, range, headings, links: named });
  }

  /** The number of the document with this id. @throws StillwebError DOCUMENT_NOT_FOUND */
  numberOf(id: string): number {
    const number = this.#documents.findId(id);
    if (number >= 0) return number;
    throw documentNotFound(id);
  }

  /** @throws StillwebError DOCUMENT_NOT_FOUND, RESPONSE_TOO_LARGE, and what the checkpoint throws */
  links(id: string, checkpoint: () => void = () => {}): DocumentLinks {
    const number = this.numberOf(id);
    const describe = this.#describer(checkpoint);
    return {
      id,
      outgoing: Array.from(this.#documents.outgoing(number), describe),
      incoming: Array.from(this.#documents.incoming(number), describe),
    };
  }

  /** Where a document leads; nowhere for one that is not there. @throws as `links` */
  outLinks(id: string, checkpoint: () => void = () => {}): OutLinks {
    const number = this.#documents.findId(id);
    if (number < 0) return { documents: [], written: [] };
    return {
      documents: Array.from(this.#documents.outgoing(number), this.#describer(checkpoint)),
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

function sliceOf(text: string, { start, end }: Section): string {
  return text.slice(start, end);
}

/** Code units of what is shown of a document, about. */
function sizeOf({ text = '', toc = [], matches = [] }: PlacedDocument): number {
  let size = text.length;
  for (const entry of toc) size += entry.text.length;
  for (const match of matches) size += match.text.length;
  return size;
}

function withFields(document: PlacedDocument, fields: ShownFields | undefined): PlacedDocument {
  return fields === undefined || document.error !== undefined ? document : { ...document, fields };
}
