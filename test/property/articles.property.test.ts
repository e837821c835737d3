import { createRequire } from 'node:module';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { writeArticleText } from '../../indexer/ingest/article-text.ts';
import type { ArticleDocument } from '../../indexer/ingest/article-tree.ts';
import { findArticle } from '../../indexer/ingest/html-article.ts';
import { HtmlOutline } from '../../indexer/ingest/html-outline.ts';
import { writeHtmlText } from '../../indexer/ingest/html-text.ts';
import { PlainText } from '../../indexer/ingest/plain-text.ts';
import { writeArticleMarkup } from '../support/article-markup.ts';

const { Readability } = createRequire(import.meta.url)('@mozilla/readability');

const SENTENCE = 'The old harbour, which was built in three years, is still in use, and boats leave it every day. ';
const LONG = `<p>${SENTENCE.repeat(3)}</p>`;

const RUNS = 200;

/** Of all that the search for an article has a rule for. */
const PARTS = [
  ...[LONG, LONG, LONG, `<div>${SENTENCE}</div>`, `<section>${LONG}</section>`, '<p>short</p>', 'bare text, '],
  ...[
    `${SENTENCE}<br><br>${SENTENCE}<br> <br>`,
    'one<br>two',
    '<hr>',
    `<font>${SENTENCE}</font>`,
    '<p>a<span> b</span></p>',
  ],
  ...[
    '<p class="byline">By A. Writer</p>',
    '<a rel="author" href="/w">B. Writer</a>',
    '<h1>The harbour</h1>',
    '<h2>Title</h2>',
  ],
  ...['<h3 class="comment">x</h3>', '<ul><li>one</li><li><a href="/x">two</a></li></ul>', '<ol><li>1</li></ol>'],
  ...[
    `<ul class="menu">${'<li><a href="/s">A section</a></li>'.repeat(9)}</ul>`,
    '<a href="#n">note</a>, <a href="javascript:x()">y</a>',
  ],
  ...[`<table><tr><td>${LONG}</td></tr></table>`, '<table><caption>c</caption><tr><th>a</th><td>b</td></tr></table>'],
  ...[
    `<table>${'<tr><td>1</td><td>2</td></tr>'.repeat(12)}</table>`,
    '<table role="presentation"><tr><td>x</td></tr></table>',
  ],
  ...[
    '<figure><img class="lazy" data-src="a.jpg"></figure>',
    '<img src="a.png"><noscript><img src="b.png"></noscript>',
  ],
  ...[
    '<iframe src="https://www.youtube.com/embed/x"></iframe>',
    '<object data="a.swf"></object>',
    '<embed src="b.swf">',
  ],
  ...[
    `<div class="share">${SENTENCE}</div>`,
    '<div style="display:none">hidden words</div>',
    '<p hidden>hidden too</p>',
  ],
  ...[
    `<aside>${LONG}</aside>`,
    '<footer>foot</footer>',
    '<form><input><button>Go</button><select><option>o</select></form>',
  ],
  ...[
    `<fieldset>${SENTENCE}</fieldset>`,
    '<pre>if (a &lt; b) {\n  c();\n}</pre>',
    `<blockquote>${SENTENCE}</blockquote>`,
  ],
  ...['<div role="dialog" aria-modal="true">cookies</div>', `<div id="comments">${LONG}</div>`, '<dl><dt>t<dd>d</dl>'],
];

const page = fc
  .array(fc.tuple(fc.constantFrom(...PARTS), fc.constantFrom('', '<div>', '</div>', '<article>', '</article>')), {
    minLength: 2,
    maxLength: 24,
    // Long pages are as frequent as short ones: they have the articles.
    size: 'max',
  })
  .map((parts) => `<body>${parts.flat().join('')}`);

function treeOf(source: string): ArticleDocument {
  const outline = new HtmlOutline();
  writeHtmlText(source, new PlainText(), {
    onTag: (name, attributes) => outline.onTag(name, attributes),
    onOpen: (node) => outline.onOpen(node),
    onClose: (node) => outline.onClose(node),
    onText: (_, text) => outline.onText(text),
  });
  return outline.toTree('Title', undefined)!;
}

/** As the reader view finds it in the document of a browser. */
function articleInBrowser(body: string): string | null {
  const head = '<head><meta property="og:title" content="Title"></head>';
  const { document } = parseHTML(`<!DOCTYPE html><html>${head}<body>${body}</body></html>`);
  const found = new Readability(document, { disableJSONLD: true }).parse();
  if (found === null) return null;
  const text = new PlainText();
  writeHtmlText(found.content, text);
  return `${found.byline ?? ''}\n${text.toString()}`;
}

function articleHere(tree: ArticleDocument): string | null {
  const found = findArticle(tree);
  if (found === null) return null;
  const text = new PlainText();
  writeArticleText(found.content, text);
  return `${found.byline ?? ''}\n${text.toString()}`;
}

describe('the article of a page', () => {
  it('has the words and the author that the reader view finds in the document of a browser', () => {
    let found = 0;
    fc.assert(
      fc.property(page, (source) => {
        const tree = treeOf(source);
        const markup = writeArticleMarkup(tree.body);
        const expected = articleInBrowser(markup);
        if (expected !== null && expected.length > 500) found += 1;
        expect(articleHere(tree)).toBe(expected);
      }),
      { numRuns: RUNS },
    );
    expect(found).toBeGreaterThan(RUNS / 3);
  });
});
