/** Bodies in their fixed order of keys. Nothing in them changes from call to call. */
import type { CanonicalSearch } from '../contract/canonical-search.ts';
import type { DocumentLinks, FetchedDocument, LinkedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { MAX_RESPONSE_BYTES } from '../limits.ts';
import type { ServedIndex } from './search-backend.ts';

/** `hits[i]` is the JSON text of the hits of query i. @throws RESPONSE_TOO_LARGE */
export function searchBody(index: ServedIndex, search: CanonicalSearch, hits: readonly string[]): string {
  const { queries } = search.request;
  if (hits.length !== queries.length) {
    throw new TypeError(`searchBody: ${hits.length} lists of hits for ${queries.length} queries`);
  }
  const head = `{"index":${indexReference(index)},`;
  if (!search.isBatch) return limitBody(`${head}"query":${JSON.stringify(queries[0])},"hits":${hits[0]}}`);
  const results = queries.map((query, i) => `{"query":${JSON.stringify(query)},"hits":${hits[i]}}`);
  return limitBody(`${head}"results":[${results.join(',')}]}`);
}

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

/**
 * How many hits a list in JSON text holds: ranks count from 1 across pages, and `{"rank":` stands nowhere but at the
 * start of a hit, since quotes inside strings are escaped.
 */
export function countHits(hits: string, offset: number): number {
  const mark = '{"rank":';
  const last = hits.lastIndexOf(mark);
  return last === -1 ? 0 : Number.parseInt(hits.slice(last + mark.length, last + mark.length + 12), 10) - offset;
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
