/** Documents that were asked for by their URLs, as a vendor's pages. */
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { FetchedDocument } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import type { AnswerIndex, FetchAnswer } from '../../serving/answer-shape.ts';

/** The address of a document: its own, that of the sandbox, or the one that was asked for where there is no such document. */
export function addressOf(index: AnswerIndex, { id, url }: Pick<FetchedDocument, 'id' | 'url'>): string {
  return id === null ? (url ?? '') : documentUrl(index.name, { id, url });
}

/** Longest refusal that repeats what a caller sent. */
const MAX_TOLD = 300;

export interface Page {
  readonly url: string;
  readonly title: string;
  readonly text: string;
  /** `YYYY-MM-DD` */
  readonly date?: string;
  readonly links: readonly string[];
}

/**
 * The page of an answer to a request for one URL.
 *
 * @throws DOCUMENT_NOT_FOUND
 */
export function onePage({ index, documents: [document] }: FetchAnswer): Page {
  const { title = '', text = '', date, links = [], error } = document;
  if (error !== undefined)
    throw new StillwebError(error.code, error.message.slice(0, MAX_TOLD).toWellFormed(), { field: 'url' });
  return { url: addressOf(index, document), title, text, ...(date !== undefined && { date }), links };
}
