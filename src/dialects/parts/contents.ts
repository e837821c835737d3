/** Documents as retrievers of the Search-R1 family write them: one text, with the title in quotes on its first line. */

import type { JsonWriter } from '../../bytes/json-writer.ts';
import { JoinedText, writeJson } from '../../bytes/write-json.ts';
import { canonicalizeFetch } from '../../contract/canonical-fetch.ts';
import type { FetchedDocument, Hit } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import type { FoundHits } from '../../serving/answer-shape.ts';
import type { OneQuestion } from '../dialect.ts';

/** Clients take the first line for the title, in quotes, and the rest for the text. */
export function contentsOf({ title = '', text = '' }: Pick<Partial<Hit>, 'title' | 'text'>): JoinedText {
  return new JoinedText(`"${title}"\n`, text);
}

/** What most retrievers know of a document. */
export interface Passage {
  readonly id: string;
  readonly contents: JoinedText;
}

export function passagesOf(found: FoundHits): Passage[] {
  return found.hits().map((hit) => ({ id: hit.id, contents: contentsOf(hit) }));
}

export function scoresOf(found: FoundHits): number[] {
  return found.hits().map(({ score }) => score);
}

/** Writes values with commas between and no brackets around, as `batchSearch` and `batchFetch` join them. */
export function writeListed(values: readonly unknown[], out: JsonWriter): void {
  for (const [i, value] of values.entries()) {
    if (i > 0) out.ascii(',');
    writeJson(value, out);
  }
}

/** One page by its address. */
export function pageQuestion(url: string, parameters?: unknown): OneQuestion {
  return { asked: { kind: 'fetch', ...canonicalizeFetch({ urls: [url] }) }, parameters };
}

/** The page that `pageQuestion` asked for. @throws DOCUMENT_NOT_FOUND */
export function foundPage([document]: readonly FetchedDocument[]): FetchedDocument & { readonly id: string } {
  const { id, error } = document;
  if (id !== null && error === undefined) return { ...document, id };
  throw new StillwebError('DOCUMENT_NOT_FOUND', error?.message ?? 'no such page', {});
}
