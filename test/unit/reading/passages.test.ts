import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalDocuments } from '../../../src/reading/readable-documents.ts';
import { Reader } from '../../../src/reading/reader.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex } from '../../support/generated-index.ts';

const SENTENCES = Array.from({ length: 12 }, (_, i) => `Sentence ${i} says of the river that it is wide and slow.`);
const TEXT = SENTENCES.join(' ');
const DOCUMENTS = [
  { _id: 'river', text: TEXT },
  { _id: 'river#1', text: 'a document with the id of a passage' },
  { _id: 'a#b', text: TEXT.replaceAll('river', 'canal') },
];

let searcher: Searcher;
let reader: Reader;
beforeAll(async () => {
  const lines = DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join('');
  searcher = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', lines, 'none')));
  reader = new Reader(new LocalDocuments(searcher.view, searcher.documents));
});
afterAll(() => searcher?.close());

const ALL = { offset: 0, maxChars: 1_000_000 };

describe('the id of a passage', () => {
  it('reads what a hit showed of its document, for every hit', async () => {
    const request = { k: 10, offset: 0, unit: 'passage', snippet: false, text: true, explain: false } as const;
    const [{ hits }] = await searcher.search({ ...request, queries: ['wide slow canal'] });
    expect(hits.length).toBeGreaterThan(3);
    for (const { id, passage, text } of hits) {
      if (id !== 'a#b') continue;
      const [read] = reader.fetch({ ...ALL, ids: [passage?.id as string] });
      expect(read).toMatchObject({ id, text, range: { start: passage?.start, end: passage?.end } });
    }
  });

  it('is that of a document first', () => {
    expect(reader.fetch({ ...ALL, ids: ['river#1'] })[0]).toMatchObject({ id: 'river#1', text: DOCUMENTS[1].text });
  });

  it('bounds offset, length and what is looked for', () => {
    const [whole] = reader.fetch({ ...ALL, ids: ['river#2'] });
    const { start, end } = whole.range as { start: number; end: number };
    expect(start).toBeGreaterThan(0);
    expect(end).toBeLessThan(TEXT.length);
    const read = (request: object) => reader.fetch({ ...ALL, ids: ['river#2'], ...request })[0].range;
    const total = TEXT.length;
    expect(read({ maxChars: 5 })).toEqual({ start, end: start + 5, total });
    expect(read({ offset: start + 3 })).toEqual({ start: start + 3, end, total });
    expect(read({ offset: end + 3 })).toEqual({ start: end, end, total });
    expect(read({ find: 'wide' })).toEqual({ start, end, total });
    expect(read({ find: 'Sentence 11' })).toEqual({ start: end, end, total });
  });

  it.each(['river#99', 'river#01', 'river#-1', 'river#', 'gone#0', '#0', 'river#999999999999'])(
    'is none where there is no such passage: %s',
    (id) => {
      expect(reader.fetch({ ...ALL, ids: [id] })[0]).toMatchObject({ id, error: { code: 'DOCUMENT_NOT_FOUND' } });
    },
  );
});
