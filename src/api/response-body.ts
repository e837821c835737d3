/** Bodies of documents in their fixed order of keys. Nothing in them changes from call to call. */
import type { DocumentLinks, FetchedDocument, LinkedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_BYTES } from '../limits.ts';
import type { ServedIndex } from '../serving/search-backend.ts';

/** @throws RESPONSE_TOO_LARGE */
export function fetchBody(index: ServedIndex, documents: readonly FetchedDocument[]): string {
  const list = documents.map((document) => JSON.stringify(orderDocument(document)));
  return limitBody(`{"index":${indexReference(index)},"documents":[${list.join(',')}]}`);
}

/** @throws RESPONSE_TOO_LARGE */
export function documentBody(index: ServedIndex, document: FetchedDocument): string {
  return limitBody(`{"index":${indexReference(index)},"document":${JSON.stringify(orderDocument(document))}}`);
}

/** @throws RESPONSE_TOO_LARGE */
export function linksBody(index: ServedIndex, links: DocumentLinks): string {
  const outgoing = JSON.stringify(links.outgoing.map(orderLinked));
  const incoming = JSON.stringify(links.incoming.map(orderLinked));
  const head = `{"index":${indexReference(index)},"id":${JSON.stringify(links.id)}`;
  return limitBody(`${head},"outgoing":${outgoing},"incoming":${incoming}}`);
}

const references = new WeakMap<ServedIndex, string>();

function indexReference(index: ServedIndex): string {
  let reference = references.get(index);
  if (reference === undefined) {
    reference = JSON.stringify({ name: index.name, id: index.id });
    references.set(index, reference);
  }
  return reference;
}

function orderDocument(document: FetchedDocument): FetchedDocument {
  const { id, url, title, text, range, date, language, metadata, links, error } = document;
  return {
    id,
    url,
    title,
    text,
    range: range && { start: range.start, end: range.end, total: range.total },
    date,
    language,
    metadata,
    links,
    error: error && { code: error.code, message: error.message },
  };
}

function orderLinked({ id, url, title }: LinkedDocument): LinkedDocument {
  return { id, url, title };
}

/** A code unit takes at most three bytes of UTF-8, so most bodies need no count. */
function limitBody(body: string): string {
  if (body.length * 3 <= MAX_RESPONSE_BYTES) return body;
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_RESPONSE_BYTES) return body;
  throw new StillwebError(
    'RESPONSE_TOO_LARGE',
    `the answer has ${bytes} bytes; at most ${MAX_RESPONSE_BYTES} are sent`,
    {
      bytes,
      maxBytes: MAX_RESPONSE_BYTES,
    },
  );
}
