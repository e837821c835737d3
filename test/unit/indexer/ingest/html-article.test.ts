import { describe, expect, it } from 'vitest';
import type { ArticleDocument } from '../../../../indexer/ingest/article-tree.ts';
import { findArticle } from '../../../../indexer/ingest/html-article.ts';
import { HtmlOutline } from '../../../../indexer/ingest/html-outline.ts';
import { parseHtmlPage } from '../../../../indexer/ingest/html-page.ts';
import { writeHtmlText } from '../../../../indexer/ingest/html-text.ts';
import { PlainText } from '../../../../indexer/ingest/plain-text.ts';
import { MAX_ARTICLE_CHILDREN, MAX_ARTICLE_DEPTH, MAX_ARTICLE_STEPS } from '../../../../src/limits.ts';
import { writeArticleMarkup } from '../../../support/article-markup.ts';

const SENTENCE = 'The old harbour, which was built in three years, is still in use, and boats leave it every day. ';
const MENU = `<nav class="menu"><ul>${'<li><a href="/section">Another section</a></li>'.repeat(30)}</ul></nav>`;
const ARTICLE = `<article><h2>The quay</h2>${`<p>${SENTENCE.repeat(3)}</p>`.repeat(6)}</article>`;

const page = (body: string) => `<title>The harbour</title><body>${body}</body>`;
const readMain = (source: string) => parseHtmlPage(source, 'page.html').text;
const readAll = (source: string) => parseHtmlPage(source, 'page.html', undefined, 'all').text;

/** What the search for an article is given of a page. */
function treeOf(source: string, limit?: number): ArticleDocument | null {
  const outline = new HtmlOutline(limit);
  writeHtmlText(source, new PlainText(), {
    onTag: (name, attributes) => outline.onTag(name, attributes),
    onOpen: (node) => outline.onOpen(node),
    onClose: (node) => outline.onClose(node),
    onText: (_, text) => outline.onText(text),
  });
  return outline.toTree('Title', undefined);
}

const bodyOf = (tree: ArticleDocument | null) => (tree === null ? null : writeArticleMarkup(tree.body));

describe('the text of an HTML page', () => {
  it('is that of its article, with its headings and paragraphs', () => {
    const text = readMain(page(`${MENU}${ARTICLE}<footer>All rights reserved</footer>`));
    expect(text.startsWith(`The quay\n\n${SENTENCE.trim()}`)).toBe(true);
    expect(text).not.toContain('Another section');
    expect(text).not.toContain('rights');
  });

  it('is all that can be seen when that is asked for', () => {
    const text = readAll(page(`${MENU}${ARTICLE}<footer>All rights reserved</footer>`));
    expect(text.split('Another section').length - 1).toBe(30);
    expect(text).toContain('All rights reserved');
  });

  it('is all that can be seen where there is no article', () => {
    expect(readMain(page('<button>Send</button>'))).toBe('Send');
    expect(readMain(page('<form><textarea>Words</textarea></form>'))).toBe('Words');
  });

  it('leaves out what is hidden', () => {
    const hidden = `<p style="color:red; display : none">${SENTENCE.repeat(3)}secret</p>`;
    expect(readMain(page(ARTICLE.replace('<p>', `${hidden}<p>`)))).not.toContain('secret');
  });

  it('keeps code as it is, rows as lines, and the list of what it has', () => {
    const code = '<pre>if (a &lt; b) {\n  go();\n}</pre>';
    const table = '<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>';
    const text = readMain(page(ARTICLE.replace('</article>', `${code}${table}<p>${SENTENCE}</p></article>`)));
    expect(text).toContain('\n\nif (a < b) {\n  go();\n}\n\n');
    expect(text).toContain('\n\na b\n1 2\n\n');
  });

  it('has the base of ruby, and words apart where elements end that stand in a row', () => {
    const ruby = '<p><ruby>漢\n<rt>kan</rt>\n字<rt>ji</rt></ruby>です</p>';
    const row = '<table><tr><td>one</td><td>two<br>three</td></tr></table><p>four<hr>five</p>';
    const text = readMain(page(ARTICLE.replace('</article>', `${ruby}${row}<p>${SENTENCE}</p></article>`)));
    expect(text).toContain('\n\n漢字です\n\none two\nthree\n\nfour\n\nfive\n\n');
  });

  it('links to all that the page links to, whatever its text is', () => {
    expect(parseHtmlPage(page(`${MENU}${ARTICLE}`), 'page.html').links).toEqual(['section']);
  });
});

describe('a page too large to look for its article', () => {
  it('is read whole one step over the limit, and not before', () => {
    // Two elements, at 32 more a level, and four characters in both.
    const steps = 1024 + 32 + (1024 + 64) + 4 * 2;
    expect(treeOf('<body><p>abcd', steps - 1)).toBeNull();
    expect(bodyOf(treeOf('<body><p>abcd', steps))).toBe('<p>abcd</p>');
  });

  it(`is one of over ${MAX_ARTICLE_STEPS} steps`, () => {
    // Each paragraph takes over a thousand steps.
    const over = `${MENU}${ARTICLE}${'<p>x</p>'.repeat(MAX_ARTICLE_STEPS / 1024)}`;
    expect(readMain(page(over))).toContain('Another section');
    expect(treeOf(page(over))).toBeNull();
  });

  it(`is one with over ${MAX_ARTICLE_DEPTH} elements in each other`, () => {
    const nested = (depth: number) => treeOf(page(`${'<div>'.repeat(depth)}${ARTICLE}`));
    // Below body, and with two levels in the article itself.
    expect(nested(MAX_ARTICLE_DEPTH - 3)).not.toBeNull();
    expect(nested(MAX_ARTICLE_DEPTH - 2)).toBeNull();
    expect(readMain(page(`${MENU}${'<div>'.repeat(10_000)}${ARTICLE}`))).toContain('Another section');
  });

  it(`is one with over ${MAX_ARTICLE_CHILDREN} nodes in one element: elements and texts`, () => {
    for (const part of ['x<br>', '<i></i>x', '<iframe></iframe>x']) {
      const filled = `<body><p>${part.repeat(MAX_ARTICLE_CHILDREN / 2)}`;
      expect(treeOf(filled), part).not.toBeNull();
      expect(treeOf(`${filled}${part}`), part).toBeNull();
    }
    // So many that the search could not end, in a page that is read all the same.
    expect(parseHtmlPage('&amp; '.repeat(80_000), 'a.html').text).toHaveLength(159_999);
    expect(parseHtmlPage(`<body>${'x<br>'.repeat(61_500)}`, 'a.html').text).toHaveLength(122_999);
  });

  it('is not one with a long attribute', () => {
    const long = `<article class="${'x'.repeat(4_000_000)}">`;
    expect(readMain(page(`${MENU}${ARTICLE.replace('<article>', long)}`))).not.toContain('Another section');
  });
});

describe('what the search for an article is given', () => {
  it('is the tree of the page, well-formed, without scripts and comments', () => {
    const source =
      '<body class=a><!-- c --><script>x("</p>")</script><p id=b onclick="c()">one<p>two<br>three<img src=y>';
    expect(bodyOf(treeOf(source))).toBe('<p id="b">one</p><p>two<br>three<img src="#"></p>');
  });

  it('closes what is closed in the wrong order, and opens it again', () => {
    expect(bodyOf(treeOf('<b>1<i>2</b>3</i>4'))).toBe('<b>1<i>2</i></b><i>3</i>4');
    expect(bodyOf(treeOf('<b>1<p>2</b>3</p>4'))).toContain('<b>1<p>2</p></b>');
  });

  it('cannot be made to hold other markup by names, values or texts', () => {
    const source = '<p class=\'"><script>\'>&lt;script></p><a"b>x</a"b><svg><title>&lt;i></title></svg><xmp><i></xmp>';
    const outline = bodyOf(treeOf(source));
    expect(outline).toBe(
      '<p class="&quot;&gt;&lt;script&gt;">&lt;script&gt;</p><span>x</span><svg></svg><pre>&lt;i&gt;</pre>',
    );
  });

  it('gives nothing for a page without words', () => {
    expect(findArticle(treeOf('<body>')!)?.content ?? '').not.toMatch(/\w<\//);
    expect(readMain('')).toBe('');
  });
});
