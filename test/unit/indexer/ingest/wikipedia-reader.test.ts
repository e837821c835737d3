import { describe, expect, it } from 'vitest';
import { MAX_PAGE_BYTES } from '../../../../src/limits.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';
import { sharedData } from '../../../support/shared-data.ts';

const HEAD = '<mediawiki xml:lang="nn"><siteinfo><base>http://w.example.org/wiki/Hovudside</base></siteinfo>';
const page = (title: string, text: string, more = '<ns>0</ns><id>7</id>') =>
  `<page><title>${title}</title>${more}<revision><id>1</id><timestamp>2020-12-31T23:00:00Z</timestamp><text>${text}</text></revision></page>`;

function readDump(xml: string) {
  return readCollection([writeInput('dump.xml', xml)]);
}

const BESIDE = 'page beside the articles';

describe('a dump of a wiki', () => {
  it('has documents with the number, the address, the day and the language of the page', async () => {
    const { documents } = await readDump(`${HEAD}${page('Ein fjord', 'A [[vik]].')}</mediawiki>`);
    expect(documents).toEqual([
      {
        id: '7',
        title: 'Ein fjord',
        text: 'A vik.',
        url: 'https://w.example.org/wiki/Ein_fjord',
        date: '2020-12-31',
        language: 'nn',
        links: ['https://w.example.org/wiki/Vik'],
      },
    ]);
  });

  it('has no addresses where it does not say whose it is', async () => {
    const { documents } = await readDump(`<mediawiki>${page('A', 'b [[c]]')}</mediawiki>`);
    expect(documents).toEqual([{ id: '7', title: 'A', text: 'b c', date: '2020-12-31' }]);
  });

  it('reads references of XML once', async () => {
    const { documents } = await readDump(
      `<mediawiki>${page('A &amp; B', '&lt;b>c&lt;/b> &amp;amp;lt; &#65;&#x26;#65;')}`,
    );
    expect(documents[0]).toMatchObject({ title: 'A & B', text: 'c &lt; AA' });
  });

  it('passes over pages that are no articles, redirects and pages of other models', async () => {
    const { documents, passed } = await readDump(
      `${HEAD}${page('Talk:A', 'a', '<ns>1</ns><id>1</id>')}${page('User:B', 'b', '<id>2</id>')}` +
        `${page('C', '#redirect [[D]]', '<ns>0</ns><id>3</id>')}${page('E', 'e').replace('<text>', '<model>css</model><text>')}`,
    );
    expect(documents).toEqual([]);
    expect(passed).toEqual([BESIDE, BESIDE, 'redirect', BESIDE]);
  });

  it('reads the last revision of several', async () => {
    const two = page('A', 'old').replace('</page>', '<revision><text>new</text></revision></page>');
    expect((await readDump(`${HEAD}${two}`)).documents[0].text).toBe('new');
  });

  it('tells a page without a number, and one that is no text', async () => {
    const path = writeInput(
      'dump.xml',
      Buffer.concat([
        Buffer.from(`${HEAD}${page('A', 'a', '<ns>0</ns>')}<page><title>B</title>`),
        Buffer.from([0xff]),
        Buffer.from(`</page>${page('C', 'c')}`),
      ]),
    );
    const { documents, problems } = await readCollection([path]);
    expect(problems.map(({ code }) => code)).toEqual(['FIELD_MISSING', 'INVALID_UTF8']);
    expect(problems[1].error.message).toContain('"B"');
    expect(documents.map(({ title }) => title)).toEqual(['C']);
  });

  it('tells a page over the limit, and reads on behind it', async () => {
    const pageOf = (bytes: number): string => {
      const empty = page('A', 'a&lt;!----&gt;');
      return empty.replace('!----', () => `!--${'x'.repeat(bytes - empty.length + '<page></page>'.length)}--`);
    };
    const { documents, problems } = await readDump(
      `${HEAD}${pageOf(MAX_PAGE_BYTES)}${pageOf(MAX_PAGE_BYTES + 1)}${page('B', 'b', '<ns>0</ns><id>8</id>')}`,
    );
    expect(problems.map(({ code }) => code)).toEqual(['DOCUMENT_TOO_LARGE']);
    expect(documents.map(({ title }) => title)).toEqual(['A', 'B']);
  });

  it('is damaged where it ends inside a page', async () => {
    await expect(readDump(`${HEAD}${page('A', 'a')}<page><title>B`)).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });

  it('is found in folders by how dumps are called, among other XML', async () => {
    const xml = `${HEAD}${page('A', 'a')}`;
    const folder = writeFolder({
      'pom.xml': '<project/>',
      'nnwiki-20260101-pages-articles.xml': xml,
    });
    const { documents, ignored } = await readCollection([folder]);
    expect(documents.map(({ title }) => title)).toEqual(['A']);
    expect(ignored.map(({ reason }) => reason)).toEqual(['kind']);
  });
});

const DUMP = sharedData('wikidump/enwiki-pages-articles-206.xml.bz2');

describe.skipIf(DUMP === null)('the head of the English Wikipedia of 2016', () => {
  it('is 106 articles without a mark of wikitext, and 100 other pages, 99 of them redirects', {
    timeout: 60_000,
  }, async () => {
    const { documents, problems, passed } = await readCollection([DUMP!]);
    expect(problems).toEqual([]);
    expect(documents).toHaveLength(106);
    expect(passed.filter((what) => what === 'redirect')).toHaveLength(99);
    expect(passed).toHaveLength(100);
    const marked = documents.filter(({ text }) => /\[\[|\]\]|\{\{|\}\}|'''|<ref|\{\||\|\}|\|-/.test(text));
    expect(marked.map(({ title }) => title)).toEqual([]);
    expect(documents.filter(({ metadata }) => metadata?.disambiguation === true).length).toBeGreaterThan(5);
  });
});
