import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAnswerKey } from '../../../src/contract/answer-key.ts';
import { canonicalizeDocument, canonicalizeFetch } from '../../../src/contract/canonical-fetch.ts';
import { readDocumentQuery } from '../../../src/contract/query-string.ts';
import { canonicalFetchKey } from '../../../src/contract/request-key.ts';
import { MAX_FETCH_MATCHES, MAX_HEADINGS, MAX_TOC_ENTRIES } from '../../../src/limits.ts';
import { readHeadings } from '../../../src/reading/headings.ts';
import { LocalDocuments } from '../../../src/reading/readable-documents.ts';
import { Reader } from '../../../src/reading/reader.ts';
import { findSection, readContents } from '../../../src/reading/section.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { answerFrom } from '../../../src/serving/answer-from.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex } from '../../support/generated-index.ts';

const WIKI = `A fjord is an inlet.

## History

Ice made it.

### Early years

Long ago.

## Fauna

### Early years

Fish came.
`;
const PAGE = 'Fjords\n\nThey are deep.\n\nHow they form\n\nBy ice.\n\n- short item\n\nWhere\n\nIn Norway.';
const DOCUMENTS = [
  {
    _id: 'fjord',
    title: 'Fjord',
    text: WIKI,
    url: 'https://example.org/fjord',
    links: ['page', 'https://elsewhere.org/a'],
  },
  { _id: 'page', title: 'Fjords', text: PAGE, url: 'https://example.org/page' },
  { _id: 'long', title: '', text: '# a\n'.repeat(MAX_TOC_ENTRIES + 5) },
  { _id: 'plain', title: '', text: 'One sentence, and no heading.' },
];

let searcher: Searcher;
let reader: Reader;
beforeAll(async () => {
  const lines = DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join('');
  searcher = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', lines, 'none')));
  reader = new Reader(new LocalDocuments(searcher.view, searcher.documents));
});
afterAll(() => searcher?.close());

const fetch = (body: object) => reader.fetch(canonicalizeFetch(body).request);

describe('a table of contents', () => {
  it('numbers headings with marks by their depth', () => {
    expect(readContents(WIKI).map(({ number, heading }) => `${number} ${heading.level} ${heading.name}`)).toEqual([
      '1 2 History',
      '1.1 3 Early years',
      '2 2 Fauna',
      '2.1 3 Early years',
    ]);
  });

  it('is made of the short lines that stand alone, where there are no marks', () => {
    const [{ toc }] = fetch({ ids: ['page'], toc: true });
    expect(toc).toEqual([
      { number: '1', level: null, text: 'Fjords', line: 1, start: 0, end: 24 },
      { number: '2', level: null, text: 'How they form', line: 5, start: 24, end: PAGE.indexOf('Where') },
      { number: '3', level: null, text: 'Where', line: 11, start: PAGE.indexOf('Where'), end: PAGE.length },
    ]);
    expect(fetch({ ids: ['plain'], toc: true })[0].toc).toEqual([]);
  });

  it('ends with its bound, and counts what is behind', () => {
    const [found] = fetch({ ids: ['long'], toc: true, find: 'a', matches: MAX_FETCH_MATCHES });
    expect(found.toc).toHaveLength(MAX_TOC_ENTRIES);
    expect(found.moreHeadings).toBe(5);
    expect(found.matches).toHaveLength(MAX_FETCH_MATCHES);
    expect(found.moreMatches).toBe(MAX_TOC_ENTRIES + 5 - MAX_FETCH_MATCHES);
    expect(readHeadings('a\n'.repeat(MAX_HEADINGS + 9))).toHaveLength(MAX_HEADINGS);
  });

  it('has the pages of a PDF, and nothing between fences of code', () => {
    expect(readContents('[page 1]\nOf ice.\n\n[page 2]\nOf fish.').map(({ heading }) => heading.name)).toEqual([
      '[page 1]',
      '[page 2]',
    ]);
    expect(readHeadings('# A\n```\n# no\n```\n# B').map(({ name }) => name)).toEqual(['A', 'B']);
  });
});

describe('a section', () => {
  const of = (asked: string) => {
    const { start, end } = findSection(WIKI, asked);
    return WIKI.slice(start, end);
  };

  it('is found by a path, and by its number', () => {
    expect(of('Early years')).toBe('### Early years\n\nLong ago.\n\n');
    expect(of('Fauna > early  years')).toBe('### Early years\n\nFish came.\n');
    expect(of('2.1')).toBe('### Early years\n\nFish came.\n');
    expect(of('2')).toBe('## Fauna\n\n### Early years\n\nFish came.\n');
    expect(() => of('Fauna > History')).toThrow(expect.objectContaining({ code: 'SECTION_NOT_FOUND' }));
    expect(() => of('3')).toThrow(expect.objectContaining({ code: 'SECTION_NOT_FOUND' }));
  });

  it('that one document of several does not have is missing there alone', () => {
    const [fjord, page] = fetch({ ids: ['fjord', 'page'], section: 'History' });
    expect(fjord).toMatchObject({ text: '## History\n\nIce made it.\n\n### Early years\n\nLong ago.\n\n', next: null });
    expect(page).toEqual({
      number: 1,
      id: 'page',
      url: 'https://example.org/page',
      error: { code: 'SECTION_NOT_FOUND', message: expect.stringContaining('How they form') },
    });
  });

  it('is read page by page, and searched within its bounds', () => {
    const [page] = fetch({ ids: ['fjord'], section: 'History', maxChars: 30 });
    expect(page.next).toBe(page.range?.end);
    expect(fetch({ ids: ['fjord'], section: 'History', find: 'Fish', matches: 3 })[0]).toMatchObject({
      text: '',
      matches: [],
      next: null,
    });
    expect(fetch({ ids: ['fjord'], find: 'years', matches: 1 })[0]).toMatchObject({
      matches: [{ start: WIKI.indexOf('years'), end: WIKI.indexOf('years') + 5, line: 7, text: '### Early years' }],
      moreMatches: 1,
    });
  });

  it('of a line of blanks and marks costs no more than its length', () => {
    const line = `# a${' '.repeat(400_000)}b`;
    expect(readHeadings(`${line}\n${line}`)).toEqual([]);
    expect(readHeadings(`## ${'='.repeat(900)}`)).toHaveLength(1);
  });
});

describe('Markdown', () => {
  it('has the title, the headings, and the links where they are asked for', () => {
    const [{ text, range }] = fetch({ ids: ['fjord'], format: 'markdown', links: true });
    expect(text).toBe(
      `# Fjord\n\n${WIKI}\n## Links\n\n- [Fjords](<https://example.org/page>)\n- [https://elsewhere.org/a](<https://elsewhere.org/a>)\n`,
    );
    expect(range).toEqual({ start: 0, end: WIKI.length, total: WIKI.length });
  });

  it('makes headings of lines that stand alone, and tells the title once', () => {
    expect(fetch({ ids: ['page'], format: 'markdown' })[0].text).toBe(
      '# Fjords\n\nThey are deep.\n\n## How they form\n\nBy ice.\n\n- short item\n\n## Where\n\nIn Norway.',
    );
    expect(fetch({ ids: ['page'], format: 'markdown', section: 'Where' })[0].text).toBe('## Where\n\nIn Norway.');
    expect(fetch({ ids: ['plain'], format: 'markdown' })[0].text).toBe('One sentence, and no heading.');
  });
});

describe('the fields of a reading', () => {
  it('that are usual change nothing, and others have one form in body and query string', () => {
    const usual = canonicalizeFetch({ ids: ['a'] });
    expect(canonicalizeFetch({ ids: ['a'], cut: 'character', toc: false, format: 'text', links: false })).toEqual(
      usual,
    );
    const query = { 'lines.from': '3', 'lines.count': '4', toc: 'true', format: 'markdown', cut: 'line' };
    const body = { ids: ['a'], lines: { from: 3, count: 4 }, toc: true, format: 'markdown', cut: 'line' };
    expect(canonicalizeDocument('a', readDocumentQuery(query))).toEqual(canonicalizeFetch(body));
  });

  it.each<[object, string]>([
    [{ lines: { from: 1, count: 1 }, section: 'x' }, 'lines and section'],
    [{ lines: { from: 1, count: 1 }, offset: 0 }, 'lines and offset'],
    [{ lines: { from: 0, count: 1 } }, 'lines.from'],
    [{ lines: { from: 1 } }, 'lines.count'],
    [{ matches: 3 }, 'needs find'],
    [{ matches: MAX_FETCH_MATCHES + 1, find: 'x' }, 'matches'],
    [{ links: true }, 'needs format'],
    [{ section: 'x'.repeat(9000) }, 'section has'],
    [{ cut: 'word' }, 'cut'],
  ])('that cannot go together are refused: %#', (fields, said) => {
    expect(() => canonicalizeFetch({ ids: ['a'], ...fields })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining(said) }),
    );
  });

  it('ask for a page that begins at any line', () => {
    const [found] = fetch({ ids: ['page'], lines: { from: 5, count: 3 } });
    expect(found).toMatchObject({
      text: 'How they form\n\nBy ice.\n',
      lines: { from: 5, count: 3, total: 13 },
      next: null,
    });
    expect(fetch({ ids: ['page'], lines: { from: 99, count: 3 } })[0]).toMatchObject({
      text: '',
      range: { start: PAGE.length },
    });
  });
});

describe('a source that knows ranges alone', () => {
  it('is not taken at its word where more was asked', async () => {
    const source = {
      name: 'elsewhere',
      id: '0'.repeat(32),
      search: async () => [],
      links: () => ({ id: 'a', outgoing: [], incoming: [] }),
      fetch: () => [{ id: 'a', url: null, title: '', text: 'whole', range: { start: 0, end: 5, total: 5 } }],
    };
    const ask = (body: object) => {
      const key = canonicalFetchKey('elsewhere', canonicalizeFetch({ ids: ['a'], ...body }).request, 'fetch');
      return answerFrom(source, readAnswerKey(key), () => {});
    };
    await expect(ask({ section: 'x' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect((await ask({ maxChars: 9 })).hits).toBeNull();
  });
});
