/** Where a document leads, as addresses that a reader can open. */
import { standardUrl } from '../bytes/standard-url.ts';
import { documentUrl } from './sandbox-url.ts';
import type { OutLinks } from './search.ts';

export interface NamedLink {
  readonly url: string;
  /** Never empty: of a link that leads out of the collection, or to a document without a title, its address. */
  readonly title: string;
  /** Absent for what leads out of the collection. */
  readonly id?: string;
}

/** Into the collection by title, and then those that lead out of it; each address once. Ids are no addresses, and no links. */
export function namedLinks(index: string, { documents, written }: OutLinks): NamedLink[] {
  const found = new Map<string, NamedLink>();
  for (const document of documents) {
    const url = documentUrl(index, document);
    const { id, title } = document;
    if (!found.has(url)) found.set(url, { url, title: title === '' ? url : title, id });
  }
  for (const url of written) {
    if (isWebAddress(url) && !found.has(url)) found.set(url, { url, title: url });
  }
  return [...found.values()];
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && standardUrl(text) !== null && !/[\s<>"]/.test(text);
}
