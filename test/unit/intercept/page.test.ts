import { describe, expect, it } from 'vitest';
import { namedLinks } from '../../../src/contract/named-links.ts';
import type { Page } from '../../../src/intercept/collection.ts';
import { renderPage } from '../../../src/intercept/page.ts';

const PAGE: Page = {
  index: 'shore',
  id: 'limpet',
  url: 'https://shore.example/limpet',
  title: 'Limpets & "rocks"',
  text: 'Limpets & "rocks"\n\nIt holds <fast>.\nTo one rock.\n\n \n\nAnd returns.',
  date: '2019-04-01',
  language: 'en',
  links: namedLinks('shore', {
    documents: [
      { id: 'crab', url: 'https://shore.example/crab?a=1&b=2', title: 'Crab [hermit]' },
      { id: 'kelp', url: null, title: '' },
    ],
    written: ['https://shore.example/crab?a=1&b=2', 'kelp', 'https://elsewhere.example/', 'javascript:alert(1)'],
  }),
};

describe('a document as HTML', () => {
  const { contentType, body } = renderPage(PAGE);

  it('has title, address, date, paragraphs and links, and nothing of its text is markup', () => {
    expect(contentType).toBe('text/html; charset=utf-8');
    expect(body).toBe(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Limpets &amp; &quot;rocks&quot;</title>
<link rel="canonical" href="https://shore.example/limpet">
<meta property="article:published_time" content="2019-04-01">
</head>
<body>
<article>
<h1>Limpets &amp; &quot;rocks&quot;</h1>
<p>It holds &lt;fast&gt;.<br>
To one rock.</p>
<p>And returns.</p>
</article>
<nav>
<ul>
<li><a href="https://shore.example/crab?a=1&amp;b=2">Crab [hermit]</a></li>
<li><a href="https://corpus.sandbox/shore/kelp">https://corpus.sandbox/shore/kelp</a></li>
<li><a href="https://elsewhere.example/">https://elsewhere.example/</a></li>
</ul>
</nav>
</body>
</html>
`);
  });

  it('leaves out what it does not have', () => {
    const bare = renderPage({
      index: 'shore',
      id: 'x',
      url: 'https://a.example/',
      title: '',
      text: 'Only this.',
      links: [],
    }).body;
    expect(bare).toContain('<article>\n<p>Only this.</p>\n</article>\n</body>');
    expect(bare).not.toMatch(/published|<nav>|<h1>|lang=/);
  });

  it('keeps a first line that is not the title', () => {
    expect(renderPage({ ...PAGE, title: 'Shore' }).body).toContain('<h1>Shore</h1>\n<p>Limpets');
  });
});

describe('the form of a page', () => {
  it.each([
    ['*/*', 'text/html'],
    ['', 'text/html'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
    ['application/json, text/plain, */*', 'text/html'],
    ['text/markdown', 'text/markdown'],
    ['text/markdown, text/html;q=0.9, */*;q=0.1', 'text/markdown'],
    ['text/html, text/markdown;q=0.5', 'text/html'],
    ['application/json', 'application/json'],
    ['text/plain', 'text/plain'],
    ['image/png', 'text/html'],
    ['text/html;q=0, application/json', 'application/json'],
  ])('for Accept: %s is %s', (accept, type) => {
    expect(renderPage(PAGE, accept).contentType).toBe(`${type}; charset=utf-8`);
  });

  it('as Markdown has its title, its text and its links', () => {
    expect(renderPage(PAGE, 'text/markdown').body).toBe(
      '# Limpets & "rocks"\n\nIt holds <fast>.\nTo one rock.\n\nAnd returns.\n\n' +
        '- [Crab \\[hermit\\]](<https://shore.example/crab?a=1&b=2>)\n' +
        '- [https://corpus.sandbox/shore/kelp](<https://corpus.sandbox/shore/kelp>)\n' +
        '- [https://elsewhere.example/](<https://elsewhere.example/>)\n',
    );
  });

  it('as JSON has the text as it is', () => {
    expect(JSON.parse(renderPage(PAGE, 'application/json').body)).toEqual({
      id: 'limpet',
      url: PAGE.url,
      title: PAGE.title,
      date: '2019-04-01',
      language: 'en',
      text: PAGE.text,
      links: [
        { url: 'https://shore.example/crab?a=1&b=2', title: 'Crab [hermit]' },
        { url: 'https://corpus.sandbox/shore/kelp', title: 'https://corpus.sandbox/shore/kelp' },
        { url: 'https://elsewhere.example/', title: 'https://elsewhere.example/' },
      ],
    });
  });
});
