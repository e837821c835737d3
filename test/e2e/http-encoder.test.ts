import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { search } from '../../src/library/ask.ts';
import { openIndex as openLibraryIndex } from '../../src/library/open-index.ts';
import { compareProbes } from '../../src/retrieval/probes.ts';
import { findMovedGolden } from '../../src/retrieval/proof.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { newCallRecord } from '../../src/serving/call-record.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { type EmbeddingServer, openEmbeddingServer, trigramVector } from '../support/embedding-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WORDS = 'tide moon harbour pilot anchor current estuary lighthouse mooring chart'.split(' ');
const folder = temporaryFolder();
const [input, directory, cache] = ['all.jsonl', 'index', 'cache'].map((name) => join(folder, name));
let server: EmbeddingServer;

const settings = (changes: Partial<BuildOptions> = {}): BuildOptions => ({
  inputs: [input],
  directory,
  engine: 'stillweb',
  analyzer: 'english',
  passages: parsePassagePolicy('whole'),
  encoder: `http:${server.origin}/v1/embeddings?model=org/m&query=q: `,
  encoderCache: cache,
  threads: 1,
  memoryBytes: 2 ** 30,
  onError: 'stop',
  cut: { unitDocuments: 20, shardPassages: 60 },
  ...changes,
});

const documents = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const words = Array.from({ length: 6 }, (__, j) => WORDS[((from + i) * 3 + j * j) % WORDS.length]);
    return `${JSON.stringify({ id: `d${from + i}`, text: `${words.join(' ')} ${from + i}` })}\n`;
  }).join('');

beforeAll(async () => {
  server = await openEmbeddingServer();
  writeFileSync(input, documents(0, 90));
  await buildIndex(settings());
});
afterAll(() => server.close());

it('an index says which model it was, and nothing of the address but in CURRENT', () => {
  const { manifest, folder: generation, current } = readManifest(directory);
  expect(manifest.encoder).toMatchObject({ kind: 'http', name: 'org/m', dimensions: 64 });
  expect(readFileSync(join(generation, 'manifest.json'), 'utf8')).not.toContain('127.0.0.1');
  expect(current.encoderPath).toBe(`${server.origin}/v1/embeddings?model=org/m&query=q: `);
});

it('has the same id with any number of threads, after faults of the server, and without a cache', async () => {
  const id = readManifest(directory).manifest.id;
  // Two in all: one more could meet a single request as often as it is asked.
  const faults = new Set([1, 4]);
  server.behave = (call) => {
    // Each is asked for again at once.
    if (faults.delete(server.calls.length % 7)) call.response.writeHead(503, { 'retry-after': '0' }).end();
    else call.answer();
  };
  const again = await buildIndex(settings({ directory: join(folder, 'again'), threads: 3, encoderCache: undefined }));
  server.behave = (call) => call.answer();
  expect(faults.size).toBeLessThan(2);
  expect(again.id).toBe(id);
});

it('a run is repeated from the cache, bit for bit, when the server is gone', async () => {
  const queries = ['tide and moon', 'pilot chart', 'mooring 7'];
  const rank = async () => {
    const searcher = await Searcher.open(openIndex(directory, { encoderCache: cache }));
    const rankings = [];
    for (const query of queries) rankings.push(await searcher.rank(query, { mode: 'dense', k: 20 }));
    await searcher.close();
    return rankings;
  };
  const recorded = await rank();
  server.calls.length = 0;
  server.behave = ({ request }) => void request.socket.destroy();
  expect(await rank()).toEqual(recorded);
  const index = openIndex(directory, { encoderCache: cache });
  expect(await compareProbes(index.manifest, { path: index.encoderPath, cache })).toBe('exact');
  const searcher = await Searcher.open(index);
  expect(await findMovedGolden(searcher, index.manifest)).toEqual([]);
  expect(server.calls).toEqual([]);
  await expect(searcher.rank('never asked', { mode: 'dense', k: 1 })).rejects.toMatchObject({
    code: 'ENCODER_UNREACHABLE',
  });
  expect((await searcher.rank('never asked', { mode: 'bm25', k: 1 })).length).toBe(0);
  await searcher.close();
  server.behave = (call) => call.answer();
});

it('other digits of the same model are told; another model under its name is refused, also by a change', async () => {
  const { manifest, current } = readManifest(directory);
  const place = { path: current.encoderPath };
  expect(await compareProbes(manifest, place)).toBe('exact');
  server.behave = (call) =>
    call.answer(call.texts.map((text) => trigramVector(text).map((value, j) => value + 0.02 * (j % 3))));
  expect(await compareProbes(manifest, place)).toBe('differs');
  server.behave = (call) => call.answer(call.texts.map((text) => trigramVector(text).reverse()));
  const refused = { code: 'ENCODER_DIFFERS', message: expect.stringContaining('another than the one that built') };
  await expect(compareProbes(manifest, place)).rejects.toMatchObject(refused);
  await expect(Searcher.open(openIndex(directory))).rejects.toMatchObject(refused);
  const more = join(folder, 'more.jsonl');
  writeFileSync(more, documents(90, 5));
  const change = { ...settings({ inputs: [more], encoderCache: undefined }), kind: 'add', removed: [] } as const;
  await expect(changeIndex(change)).rejects.toMatchObject(refused);
  server.behave = (call) => call.answer(call.texts.map((text) => trigramVector(text).slice(1)));
  await expect(Searcher.open(openIndex(directory))).rejects.toMatchObject({ code: 'ENCODER_DIFFERS' });
  server.behave = (call) => call.answer();
  expect((await changeIndex(change)).counts.documents).toBe(95);
});

it('a build whose server gives wrong vectors ends with an error, and what was there stays', async () => {
  const before = readManifest(directory).current;
  server.behave = (call) => (call.texts.length > 1 ? call.answer([]) : call.answer());
  await expect(buildIndex(settings({ encoder: `${settings().encoder}&passage=p: ` }))).rejects.toMatchObject({
    code: 'ENCODER_ANSWER_INVALID',
  });
  server.behave = (call) => call.answer();
  expect(readManifest(directory).current).toEqual(before);
});

it('an instruction and a context are read, and part of the key, where the template has places for them', async () => {
  const place = join(folder, 'instructed');
  const template = encodeURIComponent('{instruction}|{context}: ');
  const encoder = `http:${server.origin}/embed?query=${template}`;
  await buildIndex(settings({ directory: place, encoder, encoderCache: undefined }));
  const index = await openLibraryIndex(place);
  server.calls.length = 0;
  const asides = { instruction: 'find harbours', context: 'of a pilot' };
  const found = await search(index, 'tide', { mode: 'dense', k: 3, ...asides });
  expect(server.calls.map(({ texts }) => texts)).toEqual([['find harbours|of a pilot: tide']]);
  expect((await search(index, 'tide', { mode: 'dense', k: 3 })).hits).not.toEqual(found.hits);
  expect((await search(index, 'tide', { mode: 'dense', k: 3, ...asides })).hits).toEqual(found.hits);
  const keyOf = (body: object) => {
    const ticket = index.service.enter();
    try {
      const asked = { kind: 'search', ...canonicalizeSearch({ query: 'tide', ...body }) } as const;
      return index.service.prepare(ticket, asked, newCallRecord()).key;
    } finally {
      ticket.end();
    }
  };
  const keys = [{}, { context: 'a' }, { context: 'b' }, { instruction: 'a' }, { instruction: 'a', context: 'a' }].map(
    keyOf,
  );
  expect(new Set(keys).size).toBe(keys.length);
  expect(index.service.snapshot?.backend.indexes[0].description.encoder?.queryFields).toEqual([
    'context',
    'instruction',
  ]);
  await index.close();
  const other = await openLibraryIndex(directory);
  await expect(search(other, 'tide', { instruction: 'a' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(await search(other, 'tide', { context: 'a' })).toEqual(await search(other, 'tide'));
  expect(other.service.snapshot?.backend.indexes[0].description.encoder).not.toHaveProperty('queryFields');
  await other.close();
});
