import { createRequire } from 'node:module';
import type { ArticleDocument, ArticleElement } from './article-tree.ts';

/** The part of Readability that is used here: its own types are those of browsers. */
type ReadabilityClass = new (
  document: ArticleDocument,
  options: { readonly disableJSONLD: boolean; readonly serializer: (article: ArticleElement) => ArticleElement },
) => {
  readonly REGEXPS: { readonly byline: RegExp; readonly hashUrl: RegExp };
  parse(): { readonly content: ArticleElement; readonly byline?: string | null } | null;
};

let search: ReadabilityClass | undefined;

/** Loaded with the first page. */
function loadSearch(): ReadabilityClass {
  search ??= quicken(createRequire(import.meta.url)('@mozilla/readability').Readability as ReadabilityClass);
  return search;
}

/**
 * The search with what it asks most often answered from what the tree knows: it takes the text of an element, of which it wants the length
 * alone, once for each element around it, and looks for the author in the text of every element of a page.
 */
function quicken(Readability: ReadabilityClass): ReadabilityClass {
  return class extends Readability {
    _isValidByline(element: ArticleElement, names: string): boolean {
      const isNamed =
        element.getAttribute('rel') === 'author' ||
        element.getAttribute('itemprop')?.includes('author') === true ||
        this.REGEXPS.byline.test(names);
      if (!isNamed) return false;
      const { length } = element.textContent.trim();
      return length > 0 && length < 100;
    }

    _getLinkDensity(element: ArticleElement): number {
      const { textLength } = element;
      if (textLength === 0) return 0;
      let linked = 0;
      for (const link of element.getElementsByTagName('a')) {
        const href = link.getAttribute('href');
        linked += link.textLength * (href && this.REGEXPS.hashUrl.test(href) ? 0.3 : 1);
      }
      return linked / textLength;
    }

    _getTextDensity(element: ArticleElement, names: readonly string[]): number {
      const { textLength } = element;
      if (textLength === 0) return 0;
      let inside = 0;
      for (const name of names) for (const part of element.getElementsByTagName(name)) inside += part.textLength;
      return inside / textLength;
    }
  };
}

/** What the search for an article found. */
export interface HtmlArticle {
  readonly content: ArticleElement;
  /** The author as the article names them. */
  readonly byline: string | undefined;
}

/**
 * The article of a page, as the reader view of Firefox finds it (Mozilla Readability): without menus, advertisements,
 * comments and the heading that repeats the title.
 *
 * No clock, locale or chance takes part in it. It is given pages by `HtmlOutline` only, which bounds its time.
 *
 * @param page what `HtmlOutline` made; it is changed by the search
 * @returns null where there is none
 */
export function findArticle(page: ArticleDocument): HtmlArticle | null {
  const Search = loadSearch();
  let found: ReturnType<InstanceType<ReadabilityClass>['parse']>;
  try {
    found = new Search(page, { disableJSONLD: true, serializer: (article) => article }).parse();
  } catch (error) {
    // It stumbles over some trees; then there is no article.
    if (error instanceof TypeError) return null;
    throw error;
  }
  if (found === null) return null;
  const byline = found.byline ?? '';
  return { content: found.content, byline: byline === '' ? undefined : byline };
}
