import { InlineReader } from './inline-reader.ts';
import { layOutPage } from './page-layout.ts';
import type { WikiSite } from './wiki-site.ts';

/** What a page of wikitext holds. */
export interface WikitextPage {
  /** Plain text, with headings as in Markdown. */
  readonly text: string;
  /** Addresses of the articles that it links to, in text order, each once. */
  readonly links: readonly string[];
  /** Names without `Category:`, in text order, each once. */
  readonly categories: readonly string[];
  /** Headings that something stands below, in order. */
  readonly sections: readonly string[];
  /** Whether it lists what its title may mean. */
  readonly isDisambiguation: boolean;
}

/**
 * Reads wikitext as a reader of the page would see it, but for references, images, boxes and navigation. Any text is wikitext.
 * Time and memory are linear in its length.
 */
export function readWikitext(source: string, site: WikiSite, title: string): WikitextPage {
  const lines = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source;
  const inline = new InlineReader(lines, site, title);
  const { text, sections } = layOutPage(inline.read());
  const { links, categories, isDisambiguation } = inline.facts;
  return { text, sections, links: [...new Set(links)], categories: [...new Set(categories)], isDisambiguation };
}
