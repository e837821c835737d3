import { createRequire } from 'node:module';
import type { ArticleDocument, ArticleElement } from './article-tree.ts';

/** The part of Readability that is used here: its own types are those of browsers. */
type ReadabilityClass = new (
  document: ArticleDocument,
  options: { readonly disableJSONLD: boolean; readonly serializer: (article: ArticleElement) => ArticleElement },
) => {
  parse(): { readonly content: ArticleElement; readonly byline?: string | null } | null;
};

let readability: ReadabilityClass | undefined;

/** Loaded with the first page. */
function loadReadability(): ReadabilityClass {
  readability ??= createRequire(import.meta.url)('@mozilla/readability').Readability as ReadabilityClass;
  return readability;
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
  const Readability = loadReadability();
  let found: ReturnType<InstanceType<ReadabilityClass>['parse']>;
  try {
    found = new Readability(page, { disableJSONLD: true, serializer: (article) => article }).parse();
  } catch (error) {
    // It stumbles over some trees; then there is no article.
    if (error instanceof TypeError) return null;
    throw error;
  }
  if (found === null) return null;
  const byline = found.byline ?? '';
  return { content: found.content, byline: byline === '' ? undefined : byline };
}
