import { MAX_LINKS } from '../../../src/limits.ts';
import type { Output } from './output.ts';
import type { WikiSite } from './wiki-site.ts';

/** What stands in a page beside its text, as it is found. */
export interface PageFacts {
  /** Addresses that links lead to, in text order, repeated ones too. */
  readonly links: string[];
  /** Names without `Category:`, in text order, repeated ones too. */
  readonly categories: string[];
  isDisambiguation: boolean;
}

/** Where a link or a template stands. */
export interface PagePlace {
  readonly site: WikiSite;
  /** Of the page. */
  readonly title: string;
  readonly facts: PageFacts;
  readonly output: Output;
}

/** Keeps a link of a page, up to MAX_LINKS of them. */
export function addLink({ links }: PageFacts, url: string | null): void {
  if (url !== null && links.length < MAX_LINKS) links.push(url);
}
