/** How a document that is not there is told: whoever hides one tells it in the same words. */
import { StillwebError } from '../errors.ts';
import type { PlacedDocument } from './search.ts';

/** In its place of a list. @param asked what it was asked for by; both null for a number */
export function missingDocument(asked: { readonly id: string | null; readonly url: string | null }): PlacedDocument {
  const { id, url } = asked;
  const named = id !== null ? `the id ${id}` : url !== null ? `the URL ${url}` : 'this number';
  const message = `the collection has no document with ${named}`;
  return { id, url, error: { code: 'DOCUMENT_NOT_FOUND', message } };
}

/** Where it was asked for alone. */
export function documentNotFound(id: string): StillwebError {
  return new StillwebError('DOCUMENT_NOT_FOUND', `the collection has no document with the id ${id}`, { id });
}
