import { describe, expect, it } from 'vitest';
import { parseHtmlPage } from '../../../../indexer/ingest/html-page.ts';

const read = (source: string, id = 'pages/page.html') => parseHtmlPage(source, id, undefined, 'all');

describe('the head of an HTML page', () => {
  it('gives title, language, address and date', () => {
    const page = read(`<!doctype html>
      <html lang="pt-BR"><head>
        <title>
          Fish &amp; <b>chips</b>
        </title>
        <link rel="Canonical" href=" https://example.org/fish ">
        <meta property="article:published_time" content="2024-03-09T23:30:00-05:00">
      </head><body><p>Text.</p></body></html>`);
    expect(page).toEqual({
      title: 'Fish & <b>chips</b>',
      text: 'Text.',
      language: 'pt-br',
      url: 'https://example.org/fish',
      date: '2024-03-09',
      links: undefined,
    });
  });

  it('takes the best of several dates, whatever their order', () => {
    const date = '<meta name="DATE" content="2020-01-01">';
    const published = '<meta itemprop="datePublished" content="2021">';
    expect(read(date + published).date).toBe('2021-01-01');
    expect(read(published + date).date).toBe('2021-01-01');
    expect(read(`<meta name="date" content="soon">${date}`).date).toBe('2020-01-01');
    expect(read('<meta name="modified" content="2020-01-01">').date).toBeUndefined();
  });

  it('takes the first title, and no address that is relative or of another scheme', () => {
    expect(read('<title>A</title><title>B</title>').title).toBe('A');
    expect(read('<link rel=canonical href="/fish">').url).toBeUndefined();
    expect(read('<link rel=canonical href="javascript:x">').url).toBeUndefined();
    expect(read('<html lang="English please">').language).toBeUndefined();
  });
});

describe('the text of HTML', () => {
  it.each([
    ['<p>a<p>b', 'a\n\nb'],
    ['<ul><li>a<li>b</ul>c', 'a\nb\n\nc'],
    ['a<br>b', 'a\nb'],
    ['<table><tr><td>1<td>2<tr><th>3<th>4</table>', '1 2\n3 4'],
    ['one <b>t</b>wo\n\t three', 'one two three'],
    ['<pre>a\n  b</pre>', 'a\n  b'],
    ['a<script>if (1 < 2) "</p>"</script><style>p {}</style><noscript>n</noscript>b', 'ab'],
    ['a<!-- b -->c', 'ac'],
    ['<template>a<template>b</template>c</template>d', 'd'],
    ['<svg><title>s</title><text>t</text></svg>after', 'after'],
    ['<svg/>after', 'after'],
    ['&lt;p&gt; &eacute;&#x6771; &nosuch;', '<p> é東 &nosuch;'],
    ['<textarea><b>raw</b></textarea>', '<b>raw</b>'],
    ['</p></div>a</b>', 'a'],
    ['a < b and c > d', 'a < b and c > d'],
    ['', ''],
  ])('of %j is %j', (source, text) => {
    expect(read(source).text).toBe(text);
  });

  it.each(['<title/>', '<style/>', '<script/>'])('goes on behind an SVG that holds %s', (element) => {
    const page = read(`<title>T</title><svg>${element}<path d="M0"/></svg><p>after`);
    expect(page).toMatchObject({ title: 'T', text: 'after' });
  });

  it.each(['<div>', '<b>', '<video>', '<a><b><p>', '<table><td>', '<svg><g>', '<ruby><rt>', '<select>', '<template>'])(
    'is read in little time from 50,000 nested %s',
    (tags) => {
      expect(read(`${tags.repeat(50_000)}</video></svg></ruby></template>deep`).text).toMatch(/^(deep)?$/);
    },
  );

  it('is read in little time when 10,000 unclosed fonts are opened anew in 20,000 paragraphs', () => {
    const fonts = Array.from({ length: 10_000 }, (_, size) => `<p><font size=${size}></p>`).join('');
    expect(read(`${fonts}${'<p>word'.repeat(20_000)}`).text).toBe(Array(20_000).fill('word').join('\n\n'));
  });
});

describe('the links of an HTML page', () => {
  it('are the targets of anchors outside what is dropped', () => {
    const page = read(`<a href="a.html">a</a> <a href=" ../b.html#x ">b</a> <a name="x">c</a> <link href="d.html">
      <a href="https://example.org/?q=1&amp;r=2#f">e</a> <a href="javascript:x()">f</a> <a href="a.html">g</a>
      <noscript><a href="h.html">h</a></noscript>`);
    expect(page.links).toEqual(['pages/a.html', 'b.html', 'https://example.org/?q=1&r=2#f']);
  });

  it('are relative to the first base that has an address, also those before it', () => {
    const source = '<a href="a.html">a</a><base target=x><base href="/sub/"><base href="/not/"><area href="b.html">';
    expect(read(source).links).toEqual(['sub/a.html', 'sub/b.html']);
    expect(read('<svg><base href="/x/"></svg><a href="a.html">').links).toEqual(['pages/a.html']);
  });
});
