import { documentUrl } from '../contract/sandbox-url.ts';
import type { WalkedDocument, WalkRequest } from '../contract/walk.ts';
import { urlKey } from '../format/lookup-tables.ts';
import { MAX_WALK_CHARACTERS, MAX_WALK_DOCUMENTS } from '../limits.ts';
import type { IndexView } from '../store/index-view.ts';
import type { ReadableDocuments } from './readable-documents.ts';
import type { Reader } from './reader.ts';
import { placeOf, WalkBounds } from './walk-bounds.ts';

const QUESTION_MARK = 0x3f;

/**
 * Documents along the links from one address, the nearest first: breadth first, links in the order of the text. Where no document
 * has the address, or it links to none, what lies under the address is gone through instead, in the order of the collection.
 */
export class Walker {
  readonly #view: IndexView;
  readonly #documents: ReadableDocuments;
  readonly #reader: Reader;

  constructor(view: IndexView, documents: ReadableDocuments, reader: Reader) {
    this.#view = view;
    this.#documents = documents;
    this.#reader = reader;
  }

  /**
   * The documents that were come to, up to the bounds of the request, of MAX_WALK_DOCUMENTS looked at and of MAX_WALK_CHARACTERS
   * of text. None where nothing has the address, or begins with it.
   *
   * @throws StillwebError INVALID_REQUEST for a pattern that cannot be read, and what the checkpoint throws
   */
  walk(request: WalkRequest, checkpoint: () => void = () => {}): WalkedDocument[] {
    const bounds = new WalkBounds(request);
    const first = this.#documents.findUrl(request.url);
    const isLinked = first >= 0 && this.#view.links.outgoing(first).length > 0;
    const isWanted = (number: number): boolean => {
      checkpoint();
      return bounds.admit(placeOf(documentUrl(this.#view.index.name, this.#documents.getHeading(number))));
    };
    const numbers = isLinked ? this.#alongLinks(first, request, isWanted) : this.#under(request.url, first, isWanted);
    const walked: WalkedDocument[] = [];
    let characters = 0;
    for (const number of numbers) {
      const document = this.#show(number, request);
      characters += document.text?.length ?? 0;
      if (characters > MAX_WALK_CHARACTERS) break;
      walked.push(document);
      if (walked.length === request.limit) break;
    }
    return walked;
  }

  /** The first document belongs to the walk whatever its bounds are. */
  *#alongLinks(
    first: number,
    { depth, breadth }: WalkRequest,
    isWanted: (number: number) => boolean,
  ): Generator<number> {
    const seen = new Set([first]);
    let ring = [first];
    yield first;
    for (let level = 0; level < depth && ring.length > 0; level++) {
      const next: number[] = [];
      for (const number of ring) {
        let followed = 0;
        for (const target of this.#view.links.outgoing(number)) {
          if (followed === breadth || seen.size === MAX_WALK_DOCUMENTS) break;
          if (seen.has(target)) continue;
          seen.add(target);
          if (!isWanted(target)) continue;
          followed++;
          next.push(target);
          yield target;
        }
      }
      ring = next;
    }
  }

  /**
   * Keys of addresses stand in the order of their documents.
   *
   * @param exact the document of the very address, which comes first; −1 for none
   */
  *#under(url: string, exact: number, isWanted: (number: number) => boolean): Generator<number> {
    if (exact >= 0) yield exact;
    const { keys, document } = this.#view.urls;
    const beginning = Buffer.from(`${urlKey(url)}/`);
    let looked = 0;
    for (let ordinal = 0; ordinal < document.length && looked < MAX_WALK_DOCUMENTS; ordinal++) {
      if (!beginsWith(keys.bytes, keys.offsets[ordinal], keys.offsets[ordinal + 1], beginning)) continue;
      looked++;
      if (isWanted(document[ordinal])) yield document[ordinal];
    }
  }

  #show(number: number, { textChars }: WalkRequest): WalkedDocument {
    if (textChars > 0) return this.#reader.read(number, { offset: 0, maxChars: textChars });
    const { id, url, title } = this.#documents.getHeading(number);
    return { id, url, title };
  }
}

/** Whether the bytes between two places begin with others, whose last one, a slash, may be a question mark there. */
function beginsWith(bytes: Uint8Array, start: number, end: number, beginning: Uint8Array): boolean {
  const last = beginning.length - 1;
  if (end - start < beginning.length) return false;
  for (let i = 0; i < last; i++) if (bytes[start + i] !== beginning[i]) return false;
  return bytes[start + last] === beginning[last] || bytes[start + last] === QUESTION_MARK;
}
