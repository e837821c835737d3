import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Alias } from '../../../../indexer/ingest/collection.ts';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { ROOT } from '../../../support/program.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';

const NAME = 'northwiki-cirrussearch-content.json';
const DUMP = join(ROOT, 'test', 'fixtures', 'wikipedia', NAME);

describe('a dump of the search index of a wiki', () => {
  it('has documents with the fields of the page', async () => {
    const { documents, passed } = await readCollection([DUMP]);
    expect(documents).toEqual([
      {
        id: '2',
        title: 'Fjord',
        text: 'A fjord is a long, narrow sea inlet.',
        url: 'https://nn.wikipedia.org/wiki/Fjord',
        date: '2021-06-30',
        language: 'nn',
        links: ['https://nn.wikipedia.org/wiki/Sea_inlet', 'https://nn.wikipedia.org/wiki/Skerry'],
        metadata: { categories: ['Fjords'], sections: ['Formation'], redirects: ['Fiord'], incoming_links: 3 },
      },
      {
        id: '4',
        title: 'Skerry',
        text: 'A skerry is a small rock.',
        url: 'https://nn.wikipedia.org/wiki/Skerry',
        links: ['https://nn.wikipedia.org/wiki/Fiord'],
        metadata: { disambiguation: true },
      },
    ]);
    expect(passed).toEqual(['page beside the articles']);
  });

  it('tells redirects as second addresses', async () => {
    const told: Alias[] = [];
    const collection = await openCollection([DUMP]);
    const read = collection.read({ onProblem: () => {}, onAlias: (alias) => told.push(alias) });
    for await (const batch of read) Array.from(batch);
    expect(told).toEqual([
      { alias: 'https://nn.wikipedia.org/wiki/Fiord', url: 'https://nn.wikipedia.org/wiki/Fjord' },
    ]);
  });

  it('is found in folders by how dumps are called', async () => {
    const folder = writeFolder({ 'package.json': '{}', 'nnwiki_content-20260101-00000.json': readFileSync(DUMP) });
    const { documents, ignored } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['2', '4']);
    expect(ignored.map(({ reason }) => reason)).toEqual(['kind']);
  });

  it('tells pages without a number, a title or a text, and lines that are no JSON, and reads on', async () => {
    const action = '{"index":{"_id":"1"}}';
    const lines = [action, '{"title":"A"}', action, '{"text":"a"}', '{"title":"B","text":"b"}', action, '[]', '{', ''];
    const path = writeInput('dump', [...lines, '{"page_id":9,"title":"C","text":"c"}'].join('\n'));
    const { documents, problems } = await readCollection([path]);
    const missing = 'FIELD_MISSING';
    expect(problems.map(({ code }) => code)).toEqual([missing, missing, missing, 'LINE_NOT_OBJECT', 'LINE_NOT_JSON']);
    expect(problems.map(({ location }) => location.line)).toEqual([2, 4, 5, 7, 8]);
    expect(documents).toEqual([{ id: '9', title: 'C', text: 'c' }]);
  });
});

describe('the lines of wikiextractor', () => {
  const line = JSON.stringify({
    id: '12',
    revid: '5',
    url: 'https://n.example/wiki?curid=12',
    title: 'A',
    text: 'a\nb',
  });

  it('are JSON Lines, in folders of files without an ending too', async () => {
    const folder = writeFolder({
      'AA/wiki_00': `${line}\n`,
      'AA/notes': line,
      'AB/wiki_100': line.replace('12', '13'),
    });
    const { documents, ignored } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['12', '13']);
    expect(documents[0]).toEqual({
      id: '12',
      title: 'A',
      text: 'a\nb',
      url: 'https://n.example/wiki?curid=12',
      metadata: { revid: '5' },
    });
    expect(ignored.map(({ reason }) => reason)).toEqual(['kind']);
  });
});
