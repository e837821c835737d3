import { createRequire } from 'node:module';

/** The part of linkedom and of Readability that is used here: their own types are those of browsers. */
interface ArticlePackages {
  readonly parseHTML: (html: string) => { readonly document: object };
  readonly Readability: new (
    document: object,
    options: { readonly disableJSONLD: boolean },
  ) => {
    parse(): { readonly content?: string | null; readonly byline?: string | null } | null;
  };
}

let packages: ArticlePackages | undefined;

/** Loaded with the first page: a tenth of a second that a build without pages does not take. */
function loadPackages(): ArticlePackages {
  const require = createRequire(import.meta.url);
  packages ??= { ...require('linkedom'), ...require('@mozilla/readability') } as ArticlePackages;
  return packages;
}

/** What the search for an article found. */
export interface HtmlArticle {
  /** HTML of the article alone. */
  readonly content: string;
  /** The author as the article names them. */
  readonly byline: string | undefined;
}

/**
 * The article of a page, as the reader view of Firefox finds it (Mozilla Readability): without menus, advertisements,
 * comments and the heading that repeats the title.
 *
 * No clock, locale or chance takes part in it. It is given pages by `HtmlOutline` only, which bounds its time.
 *
 * @param page what `HtmlOutline` wrote
 * @returns null where there is none
 */
export function findArticle(page: string): HtmlArticle | null {
  const { parseHTML, Readability } = loadPackages();
  let found: ReturnType<InstanceType<ArticlePackages['Readability']>['parse']>;
  try {
    found = new Readability(parseHTML(page).document, { disableJSONLD: true }).parse();
  } catch (error) {
    // It stumbles over some trees; then there is no article.
    if (error instanceof TypeError) return null;
    throw error;
  }
  if (found === null || typeof found.content !== 'string') return null;
  const byline = found.byline ?? '';
  return { content: found.content, byline: byline === '' ? undefined : byline };
}
