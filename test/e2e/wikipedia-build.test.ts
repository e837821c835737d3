import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { LocalSource } from '../../src/serving/local-source.ts';
import { openIndex } from '../../src/store/open.ts';
import { ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DUMP = join(ROOT, 'test', 'fixtures', 'wikipedia', 'northern-pages-articles-multistream.xml.bz2');
const WIKI = 'https://north.example.org/wiki/';

describe('an index of a dump of a wiki', () => {
  let directory: string;
  let told: string;
  let source: LocalSource;
  beforeAll(async () => {
    directory = join(temporaryFolder(), 'north');
    told = runProgram(['index', DUMP, '--out', directory, '--encoder', 'none', '--quiet']).out;
    source = await LocalSource.open(await openIndex(directory));
  });

  const titlesOf = (links: readonly { readonly title: string }[]) => links.map(({ title }) => title);
  const fetch = (url: string) => source.fetch({ urls: [url], offset: 0, maxChars: 10 }, () => {})[0];

  it('says what it passed over', () => {
    expect(told).toContain('4 documents');
    expect(told).toContain('2 records are no pages and were passed over: page beside the articles 1, redirect 1.');
  });

  it('leads along links by titles and through redirects', () => {
    expect(titlesOf(source.links('4', () => {}).outgoing)).toEqual(['Fjord', "Harald's & Olav's rocks"]);
    expect(titlesOf(source.links('2', () => {}).incoming)).toEqual(['Skerry', 'Sill (disambiguation)']);
  });

  it('finds articles by the addresses of their redirects, and by those that people type', () => {
    const articles = ['Fjord', 'Fiord', "Harald's_&_Olav's_rocks", 'Harald%27s_%26_Olav%27s_rocks'];
    expect(articles.map((title) => fetch(WIKI + title).id)).toEqual(['2', '2', '5', '5']);
    expect(fetch(`${WIKI}Talk:Fjord`).error?.code).toBe('DOCUMENT_NOT_FOUND');
  });

  it('is sound', () => {
    const { code, out } = runProgram(['check', directory, '--quiet']);
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, 'The index is whole and its rankings stand.']);
  });

  it('answers searches', () => {
    const { out } = runProgram(['search', directory, 'the sill of a fjord', '--json']);
    expect(JSON.parse(out).hits[0].title).toMatch(/Sill|Fjord/);
  });
});
