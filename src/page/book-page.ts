/** A chapter of the book: where it stands in it, its contents, its text. */
import { posix } from 'node:path';
import { BOOK_ADDRESS, CONTENTS, chapterAddress, chapterNames, readChapter } from './book.ts';
import { type Html, html } from './html.ts';
import { type LinkResolver, type MarkdownPage, renderMarkdown } from './markdown-page.ts';
import { type PageServer, renderPage } from './page-frame.ts';

/** @param name of `chapterNames` @param source its Markdown */
export function renderBookPage(server: PageServer, name: string, source: string): string {
  const { title, sections, body } = chapterOf(name, source);
  const isContents = name === CONTENTS;
  const chapters = bookOrder();
  const place = chapters.findIndex((chapter) => chapter.name === name);
  return renderPage({
    title,
    server,
    place: 'book',
    index: null,
    data: [{ label: 'Markdown', path: `${BOOK_ADDRESS}/${name}` }],
    isWide: true,
    main: html`<div class="reference book">
<nav class="toc" aria-label="Contents"><ul>
<li><a href="${BOOK_ADDRESS}"${isContents && html` aria-current="page"`}>The book</a></li>
${sections.map(({ anchor, text }) => html`<li><a href="#${anchor}">${text}</a></li>`)}
</ul></nav>
<div class="body">${body}
${place >= 0 && turnPages(chapters[place - 1], chapters[place + 1])}</div></div>`,
  });
}

const rendered = new Map<string, { readonly source: string; readonly page: MarkdownPage }>();

/** Rendered once: a long chapter takes a hundredth of a second, in which the server does nothing else. */
function chapterOf(name: string, source: string): MarkdownPage {
  const known = rendered.get(name);
  if (known?.source === source) return known.page;
  const page = renderMarkdown(source, linksFrom(name));
  rendered.set(name, { source, page });
  return page;
}

interface Chapter {
  readonly name: string;
  readonly title: string;
}

let order: readonly Chapter[] | undefined;

/** In the order of the table of contents, each where it is named first, and behind it the chapters of the folder of its name. */
function bookOrder(): readonly Chapter[] {
  order ??= orderBehind(new Map(), CONTENTS, '');
  return order;
}

/** @param folder of the chapters that count */
function orderBehind(found: Map<string, Chapter>, name: string, folder: string): Chapter[] {
  const { links } = renderMarkdown(readChapter(name) ?? '', () => null);
  for (const { target, text } of links) {
    const linked = posix.join(posix.dirname(name), target.replace(/#.*$/, ''));
    if (!linked.startsWith(folder) || !chapterNames().has(linked) || linked === CONTENTS || found.has(linked)) continue;
    found.set(linked, { name: linked, title: text });
    orderBehind(found, linked, linked.replace(/\.md$/, '/'));
  }
  return [...found.values()];
}

function turnPages(before: Chapter | undefined, after: Chapter | undefined): Html {
  return html`<nav class="turn" aria-label="Chapters beside this one">${
    before !== undefined && html`<a rel="prev" href="${chapterAddress(before.name)}">← ${before.title}</a>`
  } ${after !== undefined && html`<a rel="next" href="${chapterAddress(after.name)}">${after.title} →</a>`}</nav>`;
}

/** Links to chapters and to other hosts lead there; what else is in a clone is named only. */
function linksFrom(name: string): LinkResolver {
  return (target) => {
    if (/^https?:\/\//.test(target) || target.startsWith('#')) return target;
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return null;
    const [path, anchor] = target.split('#');
    const chapter = posix.join(posix.dirname(name), path);
    if (!chapterNames().has(chapter)) return null;
    return chapterAddress(chapter) + (anchor === undefined ? '' : `#${anchor}`);
  };
}
