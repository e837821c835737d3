/** Documents that were asked for by their URLs, as a vendor's pages. */
import { type NamedLink, namedLinks } from '../../contract/named-links.ts';
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { FetchedDocument } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import type { AnswerFrame, AnswerIndex, FetchAnswer } from '../../serving/answer-shape.ts';

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
  /** Empty unless the shape `tellsLinks`. */
  readonly links: readonly NamedLink[];
}

/**
 * The page of an answer to a request for one URL.
 *
 * @throws DOCUMENT_NOT_FOUND
 */
export function onePage(answer: FetchAnswer): Page {
  const { index, documents } = answer;
  const [document] = documents;
  const { title = '', text = '', date, error } = document;
  if (error !== undefined)
    throw new StillwebError(error.code, error.message.slice(0, MAX_TOLD).toWellFormed(), { field: 'url' });
  return {
    url: addressOf(index, document),
    title,
    text,
    ...(date !== undefined && { date }),
    links: linksFrom(answer, document.id),
  };
}

/** Where a document of an answer leads; nowhere unless the shape `tellsLinks`. */
export function linksFrom({ index, outLinks }: AnswerFrame, id: string | null): readonly NamedLink[] {
  const links = id === null ? undefined : outLinks?.get(id);
  return links === undefined ? [] : namedLinks(index.name, links);
}
