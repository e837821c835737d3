import { isBlank } from '../../src/bytes/white-space.ts';
import { writeArticleText } from './article-text.ts';
import type { ArticleDocument } from './article-tree.ts';
import { collapseSpaces } from './collapse-spaces.ts';
import type { JsonValue } from './collection.ts';
import { findArticle, type HtmlArticle } from './html-article.ts';
import { DEFAULT_HTML, type HtmlChoice } from './html-choice.ts';
import { HtmlHead } from './html-head.ts';
import { HtmlHeadings } from './html-headings.ts';
import { HtmlOutline } from './html-outline.ts';
import { HtmlScripts } from './html-scripts.ts';
import { writeHtmlText } from './html-text.ts';
import { LinkList } from './link-list.ts';
import { createFieldValues } from './optional-fields.ts';
import type { Page } from './page-content.ts';
import type { PageNames } from './page-names.ts';
import { PlainText } from './plain-text.ts';

/**
 * Reads an HTML page: its text, its title, `<html lang>`, the address that it calls its own, the day of publication, the targets of
 * `<a href>` and `<area href>` of all of it, relative to the `<base>`, and `byline` and `siteName` as metadata. Any text is HTML.
 *
 * @param html `main`: the text is that of the article, and the title is without the name of the site; all visible text where no
 *   article is found, or the page is too large to look for it (`MAX_ARTICLE_STEPS`). `all`: all visible text, and `<title>`.
 * @param links gets the links of the page, to be asked for them as they stand there
 * @throws PageFault PAGE_TOO_SLOW; DOCUMENT_TOO_LARGE for links of too many characters in all
 */
export function parseHtmlPage(
  source: string,
  id: string,
  pages?: PageNames,
  html: HtmlChoice = DEFAULT_HTML,
  links: LinkList = new LinkList(id, pages),
): Page {
  const text = new PlainText();
  const head = new HtmlHead();
  const headings = new HtmlHeadings();
  const scripts = new HtmlScripts((type, script) => head.onScript(type, script));
  const outline = html === 'main' ? new HtmlOutline() : null;
  let title: string | undefined;
  writeHtmlText(source, text, {
    onTitle(found) {
      title ??= collapseSpaces(found);
    },
    onTag(name, attributes) {
      const href = attributes.get('href');
      if (href !== undefined && (name === 'a' || name === 'area')) links.add(href);
      if (href !== undefined && name === 'base') links.setBase(href);
      head.onTag(name, attributes);
      outline?.onTag(name, attributes);
    },
    onOpen(node) {
      headings.onOpen(node);
      outline?.onOpen(node);
    },
    onClose(node) {
      headings.onClose(node);
      scripts.onClose(node);
      outline?.onClose(node);
    },
    onText(parent, words) {
      headings.onText(parent, words);
      scripts.onText(parent, words);
      outline?.onText(words);
    },
  });
  const whole = title ?? '';
  const ownTitle = outline === null ? whole : head.articleTitle(whole, headings);
  const article = outline === null ? null : readArticle(outline.toTree(ownTitle, head.byline));
  return {
    title: ownTitle,
    text: article?.text ?? text.toString(),
    url: head.address,
    date: head.date,
    language: head.language,
    links: links.toArray(),
    metadata: describe({ byline: head.byline ?? article?.byline, siteName: head.siteName }),
  };
}

/** The text of an article; null where there is none, or no word in it. */
function readArticle(page: ArticleDocument | null): { text: string; byline: string | undefined } | null {
  const article: HtmlArticle | null = page === null ? null : findArticle(page);
  if (article === null) return null;
  const text = new PlainText();
  writeArticleText(article.content, text);
  const words = text.toString();
  return isBlank(words) ? null : { text: words, byline: article.byline };
}

/** Undefined when nothing is known. */
function describe(fields: { readonly [name: string]: string | undefined }): { [name: string]: JsonValue } | undefined {
  const known = createFieldValues();
  for (const [name, value] of Object.entries(fields)) {
    const words = collapseSpaces(value ?? '');
    if (words !== '') known[name] = words;
  }
  return Object.keys(known).length === 0 ? undefined : known;
}
