import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildOptions, MemoryExcess } from '../../indexer/build.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { findMovedGolden } from '../../src/retrieval/proof.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { hashTree } from '../support/program.ts';

/** Units and shards so small that the collection has several of both. */
const FINE = { unitDocuments: 27, shardPassages: 280 };
const COLLECTION = makeCollection(500, 5);
const QUERIES = makeQueries(24);

const build = (options: Partial<BuildOptions>) => buildGeneratedIndex('stillweb', COLLECTION, 'static', options);

const built = new Map<string, Promise<string>>();
/** The directory of an index that several tests read and none changes. */
function buildOnce(options: Partial<BuildOptions>): Promise<string> {
  const key = JSON.stringify(options);
  const directory = built.get(key) ?? build(options);
  built.set(key, directory);
  return directory;
}

describe.each([
  { what: 'a graph', choice: 'on', member: 'graph', prefix: 'graph-' },
  { what: 'cells', choice: 'ivf', member: 'cells', prefix: 'cells-' },
] as const)('a collection of several shards, each with $what', ({ choice, member, prefix }) => {
  let directory: string;
  let manifest: Manifest;
  let sharded: Searcher;
  let whole: Searcher;

  beforeAll(async () => {
    directory = await buildOnce({ cut: FINE, graph: choice });
    manifest = readManifest(directory).manifest;
    sharded = await Searcher.open(openIndex(directory));
    whole = await Searcher.open(openIndex(await buildOnce({ graph: 'off' })));
  });
  afterAll(() => {
    for (const searcher of [sharded, whole]) searcher.close();
  });

  it('has as many of them as shards', () => {
    expect(manifest.counts.shards.length).toBeGreaterThanOrEqual(4);
    const [generation] = readdirSync(join(directory, 'generations'));
    const files = readdirSync(join(directory, 'generations', generation)).filter((name) => name.startsWith(prefix));
    expect(files).toHaveLength(manifest.counts.shards.length);
  });

  // promise: build/byte-identical
  it.each([2, 6])('has the same bytes when %d threads build it, in memory enough', async (threads) => {
    const excesses: MemoryExcess[] = [];
    const onExcess = (excess: MemoryExcess) => excesses.push(excess);
    const other = await build({ cut: FINE, graph: choice, threads, onExcess });
    expect(hashTree(join(other, 'generations'))).toEqual(hashTree(join(directory, 'generations')));
    expect(excesses).toEqual([]);
  });

  it('answers exactly, when asked to, what one shard that is scanned answers', async () => {
    for (const mode of ['dense', 'hybrid', 'bm25'] as const) {
      for (const unit of ['document', 'passage'] as const) {
        for (const query of QUERIES) {
          const expected = await whole.rank(query, { mode, k: 400, unit });
          expect(await sharded.rank(query, { mode, k: 400, unit, exact: true })).toEqual(expected);
        }
      }
    }
  });

  it('ranks one list, whatever part of it is asked for', async () => {
    for (const query of QUERIES) {
      const all = await sharded.rank(query, { mode: 'dense', k: 800 });
      for (const k of [1, 10, 255, 300])
        expect(await sharded.rank(query, { mode: 'dense', k })).toEqual(all.slice(0, k));
    }
  });

  it('finds nearly all of the ten nearest of all shards, as its manifest says', async () => {
    let found = 0;
    for (const query of QUERIES) {
      const options = { mode: 'dense', k: 10, unit: 'passage' } as const;
      const nearest = new Set((await whole.rank(query, options)).map(({ id, score }) => `${id} ${score}`));
      found += (await sharded.rank(query, options)).filter(({ id, score }) => nearest.has(`${id} ${score}`)).length;
    }
    expect(found).toBeGreaterThanOrEqual(QUERIES.length * 9.8);
    const { recall } = manifest[member] as NonNullable<Manifest['graph' | 'cells']>;
    if (manifest.graph !== undefined) expect(manifest.graph.ef).toBe(512);
    expect(recall).toMatchObject({ queries: 200, of: 2000 });
    expect(recall.found).toBeGreaterThanOrEqual(1960);
  });

  it('is built to the same bytes in any memory, and says when it needs more than that', async () => {
    const excesses: MemoryExcess[] = [];
    const onExcess = (excess: MemoryExcess) => excesses.push(excess);
    const tight = await build({ cut: FINE, graph: choice, memoryBytes: 1 << 20, onExcess });
    expect(excesses).toEqual([{ stage: 'graph', neededBytes: expect.any(Number) }]);
    expect(excesses[0].neededBytes).toBeGreaterThan(1 << 20);
    expect(hashTree(join(tight, 'generations'))).toEqual(hashTree(join(directory, 'generations')));
  });
});

describe('the proof that a build records', () => {
  it.each([
    ['graphs of several shards', { cut: FINE, graph: 'on' }],
    ['cells of several shards', { cut: FINE, graph: 'ivf' }],
    ['several shards that are scanned', { cut: FINE }],
    ['one shard', { graph: 'off' }],
    ['whole documents', { cut: FINE, graph: 'on', passages: { kind: 'whole' } }],
    ['the engine wink', { engine: 'wink' }],
    ['compressed texts', { texts: 'compressed' }],
  ] as const)('is what the opened index answers, with %s', async (_, options) => {
    const directory = await buildOnce(options);
    const index = openIndex(directory);
    const searcher = await Searcher.open(index);
    const { golden } = index.manifest;
    expect(golden).toHaveLength(12 * 3);
    expect(golden.filter(({ hits }) => hits.length === 20).length).toBeGreaterThan(30);
    expect(await findMovedGolden(searcher, index.manifest)).toEqual([]);
    searcher.close();
  });

  it('is in plain words where the texts are full of operators', async () => {
    const lines = [
      '"a phrase" of stone',
      'tower -bridge site:org',
      'intitle:river OR "salt road"',
      '-ash "oak',
      '« x » ""',
    ];
    const collection = lines.map((text, i) => `${JSON.stringify({ _id: `d${i}`, text })}\n`).join('');
    const directory = await buildGeneratedIndex('stillweb', collection, 'static', { cut: FINE });
    const index = openIndex(directory);
    const searcher = await Searcher.open(index);
    const { golden } = index.manifest;
    expect(golden.filter(({ mode }) => mode === 'bm25').map(({ hits }) => hits.length > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(await findMovedGolden(searcher, index.manifest)).toEqual([]);
    searcher.close();
  });
});
