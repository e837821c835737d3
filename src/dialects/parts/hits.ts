/** The hits of one query, each with the address that documents are cited and opened by. */
import { documentUrl } from '../../contract/sandbox-url.ts';
import type { Hit } from '../../contract/search.ts';
import type { SearchAnswer } from '../../serving/answer-shape.ts';

/** Its URL is that of the document, or that which the sandbox gave it. */
export type AddressedHit = Omit<Hit, 'url'> & { readonly url: string };

/** @param answer to one query */
export function hitsOf({ index, found: [found] }: Pick<SearchAnswer, 'index' | 'found'>): AddressedHit[] {
  return found.hits().map((hit) => ({ ...hit, url: documentUrl(index.name, hit) }));
}

export interface HitPage {
  readonly hits: readonly AddressedHit[];
  readonly hasMore: boolean;
}

/**
 * One hit more than a page shows is asked for, because vendors tell whether there are more.
 *
 * @param count hits that a page shows
 * @returns the `k` to ask for
 */
export function pageAndNext(count: number): number {
  return count + 1;
}

/** @param answer to what was asked for with `pageAndNext(count)` */
export function pageOfHits(answer: Pick<SearchAnswer, 'index' | 'found'>, count: number): HitPage {
  const hits = hitsOf(answer);
  return { hits: hits.slice(0, count), hasMore: hits.length > count };
}
