/** From what a caller sent to the one form in which equal fetches are equal. */
import { StillwebError } from '../errors.ts';
import { MAX_FETCH_CHARACTERS, MAX_FETCH_DOCUMENTS, MAX_QUERY_BYTES } from '../limits.ts';
import { DocumentFieldsSchema, type FetchBody, FetchBodySchema, LinksQuerySchema } from './fetch-body.ts';
import { type IndexReference, parseIndexReference } from './index-reference.ts';
import { canonicalizeView } from './reading-view.ts';
import type { FetchRequest } from './search.ts';
import { readSession } from './session-name.ts';
import { compileShape } from './shape.ts';
import { canonicalizeShownFields } from './shown-fields.ts';
import { limitText } from './text-limit.ts';

export interface CanonicalFetch {
  readonly request: FetchRequest;
  readonly index?: IndexReference;
  readonly session?: string;
}

const checkFetchBody = compileShape(FetchBodySchema);
const checkDocumentFields = compileShape(DocumentFieldsSchema);
const checkLinksQuery = compileShape(LinksQuerySchema);

/** @throws INVALID_REQUEST */
export function canonicalizeFetch(body: unknown): CanonicalFetch {
  const fetch = checkFetchBody(body);
  const count = (fetch.ids?.length ?? 0) + (fetch.urls?.length ?? 0);
  if (count === 0) {
    throw new StillwebError('INVALID_REQUEST', 'ids or urls is missing', {
      field: 'ids',
      expected: 'a list of strings',
    });
  }
  if (count > MAX_FETCH_DOCUMENTS) {
    throw new StillwebError('INVALID_REQUEST', `ids and urls name ${count} documents; at most 50 are fetched at once`, {
      fields: ['ids', 'urls'],
      count,
      maxDocuments: MAX_FETCH_DOCUMENTS,
    });
  }
  return canonicalizeRange(fetch, {
    ...(fetch.ids !== undefined && { ids: fetch.ids.map((id) => id.toWellFormed()) }),
    ...(fetch.urls !== undefined && { urls: fetch.urls.map((url) => url.toWellFormed()) }),
  });
}

/**
 * One document by its id, as `GET /v1/documents/{id}` asks for it.
 * @param query the query string as `readDocumentQuery` reads it
 */
export function canonicalizeDocument(id: string, query: unknown): CanonicalFetch {
  return canonicalizeRange(checkDocumentFields(query), { ids: [id] });
}

export function canonicalizeLinks(query: unknown): { readonly index?: IndexReference; readonly session?: string } {
  const { index, session } = checkLinksQuery(query);
  return { ...(index !== undefined && { index: parseIndexReference(index) }), ...readSession(session) };
}

function canonicalizeRange(
  range: Omit<FetchBody, 'ids' | 'urls'>,
  keys: Pick<FetchRequest, 'ids' | 'urls'>,
): CanonicalFetch {
  const view = canonicalizeView(range);
  return {
    request: {
      ...keys,
      offset: range.offset ?? 0,
      maxChars: range.maxChars ?? MAX_FETCH_CHARACTERS,
      ...(range.find !== undefined && { find: limitText(range.find, MAX_QUERY_BYTES, 'find') }),
      ...(range.fields !== undefined && { fields: canonicalizeShownFields(range.fields) }),
      ...(view !== undefined && { view }),
    },
    ...(range.index !== undefined && { index: parseIndexReference(range.index) }),
    ...readSession(range.session),
  };
}
