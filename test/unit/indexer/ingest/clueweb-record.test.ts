import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';
import { httpResponse, warcRecord } from '../../../support/web-archive.ts';

const ID = 'clueweb22-en0000-00-00000';
const RECORD = {
  URL: 'https://example.org/page\n',
  'URL-hash': 'ABC123',
  Language: 'en',
  'ClueWeb22-ID': ID,
  'Clean-Text': 'A title\nAnd the text.\nMore.',
};

function lines(...records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

it('a record of ClueWeb22 keeps its id, its address without the line end, and its first line as title', async () => {
  const { documents } = await readCollection([writeInput('en0000-00.json.gz', gzipSync(lines(RECORD)))]);
  expect(documents).toEqual([
    {
      id: ID,
      url: 'https://example.org/page',
      title: 'A title',
      text: 'And the text.\nMore.',
      language: 'en',
      metadata: { 'URL-hash': 'ABC123' },
    },
  ]);
});

it('a folder of ClueWeb22 is read as it is', async () => {
  const folder = writeFolder({
    'txt/en/en00/en0000-00.json.gz': gzipSync(lines(RECORD)),
    'outlink/en/en00/en0000-00.json.gz': gzipSync(lines({ 'ClueWeb22-ID': ID, outlinks: [] })),
  });
  const { documents, problems, ignored } = await readCollection([folder]);
  expect({ ids: documents.map(({ id }) => id), problems, ignored }).toEqual({ ids: [ID], problems: [], ignored: [] });
});

it('a record of ClueWeb22 is read by the names that a user gives', async () => {
  const fields = { id: 'URL-hash', text: 'Clean-Text' };
  const { documents } = await readCollection([writeInput('a.jsonl', lines(RECORD))], { fields });
  expect(documents).toMatchObject([{ id: 'ABC123', text: RECORD['Clean-Text'], metadata: { 'ClueWeb22-ID': ID } }]);
});

it('a record of its links is passed over and counted, and one of neither is a problem', async () => {
  const outlinks = { url: 'https://example.org/', 'ClueWeb22-ID': ID, outlinks: [['https://a.example/', 'X', 'text']] };
  const inlinks = { url: 'https://example.org/', 'ClueWeb22-ID': ID, anchors: [] };
  const path = writeInput('en0000-00.json', lines(outlinks, inlinks, { 'ClueWeb22-ID': ID }));
  const passed: string[] = [];
  const problems: string[] = [];
  const collection = await openCollection([path]);
  const options = {
    onPassed: (what: string) => passed.push(what),
    onProblem: ({ code }: { code: string }) => problems.push(code),
  };
  for await (const batch of collection.read(options)) expect([...batch]).toEqual([]);
  expect(passed).toEqual(Array(2).fill('record of links of ClueWeb22'));
  expect(problems).toEqual(['FIELD_MISSING']);
});

it.each(['ClueWeb22-ID', 'WARC-TREC-ID'])('a page of a WARC with the header %s keeps that id', async (name) => {
  const record = warcRecord(httpResponse('<p>text'), { headers: { [name]: ID } });
  const { documents } = await readCollection([writeInput('en0000-00.warc', record)]);
  expect(documents.map(({ id, url }) => [id, url])).toEqual([[ID, 'http://example.org/']]);
});
