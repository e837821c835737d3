/** A title and the name of its site stand on the two sides of one of these. */
const SEPARATOR = / [|\-–—\\/>»] /g;
/** Titles shorter or longer than this are often no title of the page: its one heading may be better. */
const SHORT_CHARACTERS = 15;
const LONG_CHARACTERS = 150;
/** Longest title that is looked at. */
const MAX_CHARACTERS = 4096;

/** The headings of the two highest levels on a page. */
export interface PageHeadings {
  readonly h1: readonly string[];
  readonly h2: readonly string[];
}

/**
 * The title of a page without the name of its site: `Fish and chips at noon - The Paper` is `Fish and chips at noon`. The rules
 * are those of Mozilla Readability (`_getArticleTitle`): what is left must have more than four words, or the title stays whole.
 * @param title of one line, without spaces at its ends
 */
export function titleWithoutSite(title: string, headings: PageHeadings): string {
  if (title.length > MAX_CHARACTERS) return title;
  const cut = shorten(title, headings).trim();
  const words = countWords(cut);
  if (words > 4) return cut;
  const isHierarchy = / [\\/>»] /.test(title) && / [|\-–—\\/>»] /.test(title);
  return isHierarchy && words === countWords(title.replace(/[|\-–—\\/>»]+/g, '')) - 1 ? cut : title;
}

function shorten(title: string, { h1, h2 }: PageHeadings): string {
  const separators = [...title.matchAll(SEPARATOR)];
  const last = separators.at(-1);
  if (last !== undefined) {
    const before = title.slice(0, last.index);
    return countWords(before) < 3 ? title.replace(/^[^|\-–—\\/>»]*[|\-–—\\/>»]/, '') : before;
  }
  if (title.includes(': ')) {
    return h1.includes(title) || h2.includes(title) ? title : behindColon(title);
  }
  const isOdd = title.length > LONG_CHARACTERS || title.length < SHORT_CHARACTERS;
  return isOdd && h1.length === 1 ? h1[0] : title;
}

function behindColon(title: string): string {
  const last = title.slice(title.lastIndexOf(':') + 1);
  const first = title.indexOf(':');
  if (countWords(last) < 3) return title.slice(first + 1);
  return countWords(title.slice(0, first)) > 5 ? title : last;
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}
