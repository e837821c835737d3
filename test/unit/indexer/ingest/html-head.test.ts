import { describe, expect, it } from 'vitest';
import { parseHtmlPage } from '../../../../indexer/ingest/html-page.ts';
import { MAX_JSON_LD_CHARACTERS } from '../../../../src/limits.ts';

const read = (head: string, body = '<p>Text.') => parseHtmlPage(`${head}<body>${body}`, 'page.html');
const script = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
const ARTICLE = {
  '@context': 'https://schema.org',
  '@type': 'NewsArticle',
  headline: 'The harbour at noon',
  author: [{ name: 'Ann Lee' }, { name: ' Bo Ek ' }],
  publisher: { name: 'The Paper' },
  datePublished: '2024-05-06T07:08:09Z',
};

describe('the title of a page', () => {
  it.each([
    ['Fish and chips at noon - The Paper', 'Fish and chips at noon'],
    ['Fish and chips at noon – The Paper', 'Fish and chips at noon'],
    ['Fish and chips at noon | Food | The Paper', 'Fish and chips at noon | Food'],
    ['The Paper: fish and chips at noon', 'fish and chips at noon'],
    ['Fish and chips | The Paper', 'Fish and chips | The Paper'],
    ['Fish-and-chips at noon in a harbour town', 'Fish-and-chips at noon in a harbour town'],
    ['Docs » Guide to fish', 'Guide to fish'],
    ['', ''],
  ])('is without the name of its site, when enough is left: %s', (title, expected) => {
    expect(read(`<title>${title}</title>`).title).toBe(expected);
    expect(parseHtmlPage(`<title>${title}</title>`, 'a', undefined, 'all').title).toBe(title);
  });

  it('stays whole where a heading says all of it', () => {
    const title = 'Harbours: a long history of ships';
    expect(read(`<title>${title}</title>`, `<h1>${title}</h1>`).title).toBe(title);
    expect(read(`<title>${title}</title>`, '<h1>Other</h1>').title).toBe('a long history of ships');
  });

  it('is the one heading of a page whose own is short', () => {
    const heading = '<h1>All that is known of harbours</h1>';
    expect(read('<title>Page</title>', heading).title).toBe('All that is known of harbours');
    expect(read('<title>Page</title>', heading + heading).title).toBe('Page');
  });

  it('is that of JSON-LD, else of the meta elements', () => {
    const meta = '<meta property="og:title" content="Tom &amp;amp; Ann"><title>x</title>';
    expect(read(meta).title).toBe('Tom & Ann');
    expect(read(meta + script(ARTICLE)).title).toBe('The harbour at noon');
    const named = { ...ARTICLE, name: 'The Paper' };
    expect(read(`<title>The harbour at noon</title>${script(named)}`).title).toBe('The harbour at noon');
    expect(read(`<title>Elsewhere</title>${script(named)}`).title).toBe('The Paper');
  });
});

describe('what a page says of its author, site, day, address and language', () => {
  it('is read from JSON-LD of an article, alone, in a list or in a graph', () => {
    const graph = { '@context': 'http://schema.org/', '@graph': [{ '@type': 'Person' }, ARTICLE] };
    for (const data of [ARTICLE, [{ '@type': 'Person' }, ARTICLE], graph]) {
      const { metadata, date } = read(script(data));
      expect(metadata).toEqual({ byline: 'Ann Lee, Bo Ek', siteName: 'The Paper' });
      expect(date).toBe('2024-05-06');
    }
  });

  it.each([
    ['{"@type":', 'no JSON'],
    ['null', 'nothing'],
    ['[[[]]]', 'a list of nothing'],
    [JSON.stringify({ ...ARTICLE, '@context': 'https://example.org' }), 'another vocabulary'],
    [JSON.stringify({ ...ARTICLE, '@type': 'Recipe' }), 'another type'],
    [`{"__proto__": ${JSON.stringify(ARTICLE)}}`, 'a prototype'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'a deep one'],
  ])('is nothing in a script that is %#', (data) => {
    expect(read(`<script type="application/ld+json">${data}</script>`).metadata).toBeUndefined();
  });

  it(`is read from scripts of up to ${MAX_JSON_LD_CHARACTERS} characters`, () => {
    const written = JSON.stringify(ARTICLE);
    const fill = (length: number) => `<script type=application/ld+json>${written.padEnd(length)}</script>`;
    expect(read(fill(MAX_JSON_LD_CHARACTERS)).date).toBe('2024-05-06');
    expect(read(fill(MAX_JSON_LD_CHARACTERS + 1)).date).toBeUndefined();
  });

  it('is read from the meta elements', () => {
    const { metadata, language, url } = read(`
      <meta property="og:url" content="https://example.org/a"><meta name=author content="Ann Lee">
      <meta property="og:site_name" content="The Paper"><meta http-equiv="Content-Language" content="pt-BR">`);
    expect(metadata).toEqual({ byline: 'Ann Lee', siteName: 'The Paper' });
    expect(language).toBe('pt-br');
    expect(url).toBe('https://example.org/a');
  });

  it('takes no address for an author', () => {
    expect(read('<meta property="article:author" content="https://example.org/ann">').metadata).toBeUndefined();
    expect(read('<meta property="article:author" content="Ann">').metadata).toEqual({ byline: 'Ann' });
  });

  it('takes the author that the article names', () => {
    const body = `<article><p class="byline">By Ann Lee</p>${'<p>Words, and more words, of an article.</p>'.repeat(20)}`;
    expect(read('<title>x</title>', body).metadata).toEqual({ byline: 'By Ann Lee' });
  });

  it('is the day of a time element that is marked, or that all of them name', () => {
    const [may, june] = ['<time datetime="2024-05-06T10:00">May</time>', '<time datetime=2024-06-01>June</time>'];
    expect(read('', may + may).date).toBe('2024-05-06');
    expect(read('', may + june).date).toBeUndefined();
    expect(read('', may + june.replace('datetime', 'itemprop=datePublished datetime')).date).toBe('2024-06-01');
    expect(read('<meta name=date content=2020-01-01>', may).date).toBe('2020-01-01');
  });
});
