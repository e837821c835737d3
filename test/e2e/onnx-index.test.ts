import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import type { BuildOptions } from '../../indexer/build-options.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { parsePassagePolicy } from '../../indexer/segment/segment.ts';
import { resolveEncoder } from '../../src/encoder/encoders.ts';
import { checkIndex } from '../../src/retrieval/check-index.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openFloatRows } from '../../src/store/float-rows.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MODEL = 'test/fixtures/models/small-encoder';
const WORDS = 'the quick brown fox dense passage retrieval question dogs puppy interest banks search index'.split(' ');

/** Documents of words of the model, each another. */
function makeDocuments(count: number, from = 0): string {
  return Array.from({ length: count }, (_, i) => {
    const number = from + i;
    const words = Array.from({ length: 12 }, (__, j) => WORDS[(number * 7 + j * (1 + (number % 5))) % WORDS.length]);
    return `${JSON.stringify({ id: `d${number}`, text: `${words.join(' ')} ${number}` })}\n`;
  }).join('');
}

const settings = (directory: string, input: string, threads = 2): BuildOptions => ({
  inputs: [input],
  directory,
  engine: 'stillweb',
  analyzer: 'english',
  passages: parsePassagePolicy('whole'),
  encoder: `onnx:${MODEL}?precision=float32`,
  threads,
  memoryBytes: 2 ** 30,
  onError: 'stop',
  cut: { unitDocuments: 20, shardPassages: 60 },
});

it('ranks by the vectors of the model as they were, is found again where it lay, and is sound', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'all.jsonl'), makeDocuments(130));
  const directory = join(folder, 'index');
  await buildIndex(settings(directory, join(folder, 'all.jsonl')));
  const index = openIndex(directory);
  const { manifest, folder: generation } = index;
  expect(manifest.format).toBe(7);
  expect(manifest.counts.shards.length).toBeGreaterThan(1);
  const searcher = await Searcher.open(index);
  const encoder = await resolveEncoder(manifest.encoder!, { path: index.encoderPath });
  const rows = openFloatRows(generation, manifest)!;
  const floats = rows.read(Uint32Array.from({ length: 130 }, (_, i) => i));
  rows.close();
  for (const query of ['quick dogs', 'retrieval of a passage', 'interest 57']) {
    const [unit] = await encoder.encodeUnits!([query], 'query');
    const dots = Array.from({ length: 130 }, (_, row) => {
      let sum = 0;
      for (let j = 0; j < unit.length; j++) sum += unit[j] * floats[row * unit.length + j];
      return sum;
    });
    const expected = [...dots.keys()].sort((a, b) => dots[b] - dots[a]).slice(0, 5);
    const ranked = await searcher.rank(query, { mode: 'dense', k: 5 });
    expect(ranked.map(({ document }) => document)).toEqual(expected);
  }
  const check = await checkIndex(index, { openSearcher: async () => ({ searcher, close: async () => {} }) });
  expect(check.findings).toEqual([]);
  expect(check.probes).toBe('exact');
  await searcher.close();
  await encoder.close();
});

it('has the same id with any number of threads, and after documents were added', async () => {
  const folder = temporaryFolder();
  const [all, some, rest] = ['all', 'some', 'rest'].map((name) => join(folder, `${name}.jsonl`));
  writeFileSync(all, makeDocuments(90));
  writeFileSync(some, makeDocuments(50));
  writeFileSync(rest, makeDocuments(40, 50));
  const one = await buildIndex(settings(join(folder, 'one'), all, 1));
  const two = await buildIndex(settings(join(folder, 'two'), all, 3));
  expect(two.id).toBe(one.id);
  await buildIndex(settings(join(folder, 'grown'), some));
  const grown = await changeIndex({ ...settings(join(folder, 'grown'), rest), kind: 'add', removed: [] });
  expect(grown.id).toBe(one.id);
});

it('tells in CURRENT where the model lay, and in no other file', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'all.jsonl'), makeDocuments(10));
  await buildIndex(settings(join(folder, 'index'), join(folder, 'all.jsonl')));
  const { current, folder: generation } = readManifest(join(folder, 'index'));
  expect(current.encoderPath).toMatch(/small-encoder\?precision=float32$/);
  expect(readFileSync(join(generation, 'manifest.json'), 'utf8')).not.toContain('fixtures');
});
