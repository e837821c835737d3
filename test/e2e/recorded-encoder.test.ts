import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { toInt8 } from '../../src/encoder/recorded/named-vectors.ts';
import { openRecordedEncoder } from '../../src/encoder/recorded/recorded-encoder.ts';
import { exportVectors } from '../../src/library/export-vectors.ts';
import { checkIndex } from '../../src/retrieval/check-index.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openFloatRows } from '../../src/store/float-rows.ts';
import { viewIndex } from '../../src/store/index-view.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { trigramVector } from '../support/embedding-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeNames, writeNpy } from '../support/vector-files.ts';

const WORDS = 'the quick brown fox dense passage retrieval question dogs puppy interest banks search index'.split(' ');
const folder = temporaryFolder();
const input = join(folder, 'all.jsonl');
const TEXTS = Array.from({ length: 70 }, (_, i) =>
  // Long ones have several passages, and one says nothing.
  i === 13
    ? '…'
    : Array.from({ length: i % 9 === 0 ? 90 : 12 }, (__, j) => WORDS[(i * 5 + j * (1 + (i % 4))) % WORDS.length]).join(
        ' ',
      ),
);
const ids = TEXTS.map((_, i) => (i === 3 ? 'odd\tid\\ #0' : `d${i}`));

const settings = (directory: string, encoder: string, passages = 'words:30'): BuildOptions => ({
  inputs: [input],
  directory: join(folder, directory),
  engine: 'stillweb',
  analyzer: 'english',
  passages: parsePassagePolicy(passages),
  encoder,
  threads: 1,
  memoryBytes: 2 ** 30,
  onError: 'stop',
  cut: { unitDocuments: 20, shardPassages: 50 },
});

/** The files of vectors of the current generation. */
function vectorFiles(directory: string): Record<string, string> {
  const { folder: generation } = readManifest(join(folder, directory));
  const names = readdirSync(generation).filter((name) => /^(vectors|floats)-/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(generation, name)).toString('base64')]));
}

beforeAll(() => {
  writeFileSync(input, TEXTS.map((text, i) => `${JSON.stringify({ id: ids[i], text })}\n`).join(''));
});

describe('vectors that were exported', () => {
  beforeAll(async () => {
    await buildIndex(settings('int8', 'static'));
    await buildIndex(settings('float32', 'onnx:test/fixtures/models/small-encoder?precision=float32'));
  });

  it.each([
    ['int8', 'npy'],
    ['int8', 'arrow'],
    ['float32', 'npy'],
    ['float32', 'arrow'],
  ] as const)(
    'as %s in %s are the vectors of the index, byte for byte, when they are recorded ones',
    async (name, form) => {
      const index = openIndex(join(folder, name));
      const { passages, ids: idTable, vectors } = viewIndex(index);
      const out = join(folder, `${name}-${form}`);
      expect(await exportVectors(index, out, form)).toBe(passages.passages);
      expect(passages.passages).toBeGreaterThan(TEXTS.length);
      expect(vectors.length).toBeGreaterThan(1);
      const encoder = await openRecordedEncoder(join(out, `vectors.${form}`));
      const placed = Array.from(passages.document, (document, passage) => {
        const [first, behind] = passages.first.subarray(document, document + 2);
        return { id: idTable.get(document), number: passage - first, of: behind - first, title: '', text: 'any' };
      });
      const rows = await encoder.encodePlaced!(placed);
      await encoder.close();
      expect(rows.map(toInt8).flatMap((row) => [...row])).toEqual(vectors.flatMap((shard) => [...shard]));
      const floats = openFloatRows(index.folder, index.manifest);
      expect(floats === null).toBe(name === 'int8');
      if (floats === null) return;
      const all = floats.read(Uint32Array.from(passages.document.keys()));
      floats.close();
      expect(Buffer.concat(rows.map((row) => Buffer.from(row.buffer, row.byteOffset, row.byteLength)))).toEqual(
        Buffer.from(all.buffer),
      );
    },
  );

  it('make the same files when an index is built of them', async () => {
    await buildIndex(settings('again', `recorded:${join(folder, 'float32-arrow', 'vectors.arrow')}?precision=float32`));
    const files = vectorFiles('again');
    expect(Object.keys(files).some((each) => each.startsWith('floats-'))).toBe(true);
    expect(files).toEqual(vectorFiles('float32'));
  });

  it('go into a folder of their own, and are the same bytes again', async () => {
    const index = openIndex(join(folder, 'int8'));
    const out = join(folder, 'int8-npy');
    const read = () => readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]);
    const before = read();
    await exportVectors(index, out, 'arrow');
    expect(readdirSync(out)).toEqual(['STILLWEB-EXPORT', 'vectors.arrow']);
    await exportVectors(index, out, 'npy');
    expect(read()).toEqual(before);
    const foreign = temporaryFolder();
    writeFileSync(join(foreign, 'mine.txt'), '');
    await expect(exportVectors(index, foreign, 'npy')).rejects.toMatchObject({ code: 'EXPORT_NOT_OURS' });
  });

  it('are refused of an index that has none', async () => {
    const index = openIndex(join(folder, 'int8'));
    const without = { ...index, manifest: { ...index.manifest, encoder: null } };
    await expect(exportVectors(without, temporaryFolder(), 'npy')).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('an index of recorded vectors', () => {
  const QUERIES = ['quick dogs', '"brown fox" -cat', 'interest of banks'];
  beforeAll(() => {
    const vectors = join(folder, 'v.npy');
    writeNpy(vectors, TEXTS.map(trigramVector));
    writeNames(vectors.replace('npy', 'ids'), ids);
    writeNpy(join(folder, 'q.npy'), QUERIES.map(trigramVector));
    writeNames(join(folder, 'q.texts'), QUERIES);
  });

  it('ranks as the dot products of its vectors do, and is sound', async () => {
    await buildIndex(settings('ranked', `recorded:${join(folder, 'v.npy')}?queries=q.npy&precision=float32`, 'whole'));
    const index = openIndex(join(folder, 'ranked'));
    const searcher = await Searcher.open(index);
    const length = (row: readonly number[]) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (const query of [QUERIES[0], QUERIES[2]]) {
      const asked = trigramVector(query);
      const cosines = TEXTS.map((text) => {
        const row = trigramVector(text);
        return row.reduce((sum, value, j) => sum + value * asked[j], 0) / length(row) / length(asked);
      });
      const ranked = await searcher.rank(query, { mode: 'dense', k: 5 });
      const best = [...cosines].sort((a, b) => b - a).slice(0, 5);
      for (const [place, { document }] of ranked.entries()) expect(cosines[document]).toBeCloseTo(best[place], 3);
    }
    expect((await searcher.rank(QUERIES[1], { mode: 'hybrid', k: 5 })).length).toBeGreaterThan(0);
    await expect(searcher.rank('another', { mode: 'dense', k: 1 })).rejects.toMatchObject({ code: 'VECTOR_MISSING' });
    expect(await searcher.rank('dogs', { mode: 'bm25', k: 1 })).toHaveLength(1);
    expect(new Set(index.manifest.golden.map(({ query }) => query))).toEqual(new Set([QUERIES[0], QUERIES[2]]));
    const check = await checkIndex(index, { openSearcher: async () => ({ searcher, close: async () => {} }) });
    expect([check.findings, check.probes]).toEqual([[], 'exact']);
    await searcher.close();
  });

  it('without queries is proved by BM25 alone', async () => {
    await buildIndex(settings('unasked', `recorded:${join(folder, 'v.npy')}`, 'whole'));
    const { manifest } = readManifest(join(folder, 'unasked'));
    expect(new Set(manifest.golden.map(({ mode }) => mode))).toEqual(new Set(['bm25']));
    expect(manifest.probes).toEqual([]);
  });

  it('is not built where a passage has no vector', async () => {
    const one = `recorded:${join(folder, 'v.npy')}`;
    await expect(buildIndex(settings('parts', one))).rejects.toMatchObject({
      code: 'VECTOR_MISSING',
      message: expect.stringMatching(
        /no vector for [0-9]+ of [0-9]+ passages, such as passage [0-9]+ of "d[0-9]+", which has/,
      ),
    });
  });
});
