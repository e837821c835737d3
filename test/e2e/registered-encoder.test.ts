import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BuildOptions } from '../../indexer/build.ts';
import { canonicalRequestKey } from '../../src/contract/request-key.ts';
import { SEARCH_DEADLINE_MS } from '../../src/limits.ts';
import { compareProbes } from '../../src/retrieval/probes.ts';
import { findMovedGolden } from '../../src/retrieval/proof.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { describeIndex } from '../../src/serving/describe-index.ts';
import { IndexPool } from '../../src/serving/index-pool.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { workerFile } from '../../src/worker-file.ts';
import { buildGeneratedIndex, makeCollection } from '../support/generated-index.ts';
import { hashTree } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
// Registers itself in this thread; the threads of the build import the compiled module by its URL.
import '../toys/toy-encoder.ts';

const TOY = pathToFileURL(workerFile(import.meta.url, '../toys/toy-encoder.js')).href;
const REQUEST = {
  mode: 'dense',
  k: 5,
  collapse: false,
  offset: 0,
  unit: 'document',
  snippet: false,
  text: false,
  explain: false,
} as const;
const COLLECTION = makeCollection(160, 3);

function makeModel(buckets: number): string {
  const model = join(temporaryFolder(), 'small-model');
  mkdirSync(model);
  writeFileSync(join(model, 'buckets.txt'), `${buckets}\n`);
  return model;
}

const build = (model: string, options: Partial<BuildOptions> = {}) =>
  buildGeneratedIndex('stillweb', COLLECTION, `trigrams:${model}`, {
    cut: { unitDocuments: 24, shardPassages: 150 },
    threads: 3,
    modules: [TOY],
    ...options,
  });

describe('an index built with an encoder that a module registers', () => {
  let model: string;
  let directory: string;
  beforeAll(async () => {
    model = makeModel(192);
    directory = await build(model);
  });

  it('says of it what another machine needs to find it again, and nothing of this one', () => {
    const { manifest } = readManifest(directory);
    expect(manifest.encoder).toMatchObject({
      kind: 'trigrams',
      source: 'small-model',
      dimensions: 192,
      template: { query: 'ask', passage: 'tell' },
    });
    expect(JSON.stringify(manifest)).not.toContain(model);
  });

  it('was encoded in all threads of the build, which have closed what they had opened', () => {
    expect(readdirSync(model)).toEqual(['buckets.txt']);
  });

  it('is searched by vectors, and proves itself, where the encoder is found', async () => {
    const index = openIndex(directory, { encoderPath: model });
    const searcher = await Searcher.open(index);
    const { text } = searcher.documents.get(40);
    const [best] = await searcher.rank(text, { mode: 'dense', k: 1 });
    expect(searcher.documents.get(best.document).text).toBe(text);
    expect(await findMovedGolden(searcher, index.manifest)).toEqual([]);
    expect(readdirSync(model)).toHaveLength(2);
    expect(await compareProbes(index.manifest, { path: model })).toBe('exact');
    expect(readdirSync(model)).toHaveLength(2);
    await searcher.close();
    expect(readdirSync(model)).toEqual(['buckets.txt']);
  });

  it('is answered from by the threads of a pool, which import the module', async () => {
    const index = openIndex(directory, { encoderPath: makeModel(192) });
    const searcher = await Searcher.open(index);
    const { text } = searcher.documents.get(17);
    const expected = await searcher.rank(text, { mode: 'dense', k: 5 });
    const pool = await IndexPool.start([index], [describeIndex(index, 'exact')], { workers: 1, modules: [TOY] });
    const key = canonicalRequestKey(index.name, { ...REQUEST, queries: [text] }, false);
    const { body } = await pool.answer(key, { deadlineMs: SEARCH_DEADLINE_MS, queries: 1 });
    const { hits } = JSON.parse(Buffer.from(body).toString()) as { hits: { id: string; score: number }[] };
    expect(hits.map((hit) => [hit.id, hit.score])).toEqual(expected.map((hit) => [hit.id, hit.score]));
    await pool.close();
    await searcher.close();
  });

  // promise: build/byte-identical
  it('has the same bytes wherever the model lies, with any number of threads', async () => {
    const elsewhere = await build(makeModel(192), { threads: 1 });
    expect(hashTree(join(elsewhere, 'generations'))).toEqual(hashTree(join(directory, 'generations')));
  });

  it('is refused where the model is not, and where another lies in its place', async () => {
    const missing = { code: 'ENCODER_MISSING', facts: { kind: 'trigrams', folder: 'small-model' } };
    // Where it was for the build, unless that is not here.
    const current = join(directory, 'CURRENT');
    const { encoderPath: _, ...elsewhere } = JSON.parse(readFileSync(current, 'utf8')) as Record<string, string>;
    writeFileSync(current, JSON.stringify(elsewhere));
    await expect(Searcher.open(openIndex(directory))).rejects.toMatchObject(missing);
    const other = makeModel(128);
    const { encoder } = readManifest(directory).manifest;
    await expect(Searcher.open(openIndex(directory, { encoderPath: other }))).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
      facts: { expected: encoder?.fingerprint, found: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(readdirSync(other)).toEqual(['buckets.txt']);
  });
});

describe('a build whose threads cannot open the encoder', () => {
  it('fails with what is missing there, when the module was not passed on', async () => {
    await expect(build(makeModel(64), { modules: [] })).rejects.toMatchObject({
      code: 'ENCODER_MISSING',
      facts: { kind: 'trigrams' },
    });
  });

  it('fails before it reads anything when there is no model', async () => {
    const model = makeModel(64);
    renameSync(model, `${model}-gone`);
    await expect(build(model)).rejects.toMatchObject({ code: 'ENCODER_MISSING', facts: { folder: model } });
    expect(readFileSync(join(`${model}-gone`, 'buckets.txt'), 'utf8')).toBe('64\n');
  });
});
