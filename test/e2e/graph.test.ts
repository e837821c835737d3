import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { makeVectors } from '../support/graph-vectors.ts';
import { ARTICLES, hashTree, ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('an index with graphs', () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'with');
  beforeAll(() => {
    const ran = runProgram(['index', ARTICLES, '--out', directory, '--hnsw', 'on', '--threads', '1', '--quiet']);
    expect(ran, ran.err).toMatchObject({ code: 0 });
  });

  it('has a graph a shard, and what it was built with and finds in its manifest', () => {
    const { manifest } = readManifest(directory);
    expect(manifest.files.map(({ name }) => name)).toContain('graph-000.bin');
    expect(manifest.graph).toMatchObject({ kind: 'hnsw', m: 20, efConstruction: 120, ef: 512, nearest: 256 });
    const { found, of } = manifest.graph?.recall ?? { found: 0, of: 1 };
    expect(found / of).toBeGreaterThanOrEqual(0.98);
  });

  // promise: build/byte-identical
  it.each([2, 8])('has the same bytes when %d threads build it', (threads) => {
    const other = join(folder, `threads-${threads}`);
    const ran = runProgram(['index', ARTICLES, '--out', other, '--hnsw', 'on', '--threads', `${threads}`, '--quiet']);
    expect(ran.code, ran.err).toBe(0);
    expect(hashTree(join(other, 'generations'))).toEqual(hashTree(join(directory, 'generations')));
  });

  it('is sound', () => {
    const ran = runProgram(['check', directory, '--quiet']);
    expect(ran.code, ran.out + ran.err).toBe(0);
  });

  // promise: open/verified
  it('is refused for a flipped bit anywhere in its graph, which is named', () => {
    const copy = join(folder, 'damaged');
    cpSync(directory, copy, { recursive: true });
    const [generation] = readdirSync(join(copy, 'generations'));
    const path = join(copy, 'generations', generation, 'graph-000.bin');
    const whole = readFileSync(path);
    for (const share of [0, 0.2, 0.5, 0.9, 1]) {
      const damaged = Buffer.from(whole);
      damaged[Math.floor(share * (whole.length - 1))] ^= 4;
      writeFileSync(path, damaged);
      const facts = expect.objectContaining({ file: 'graph-000.bin' });
      const expected = { code: 'INDEX_CORRUPT', facts };
      expect(() => openIndex(copy)).toThrow(expect.objectContaining(expected));
    }
    writeFileSync(path, whole);
    expect(() => openIndex(copy)).not.toThrow();
  });

  it('answers exactly, when asked to, what an index without graphs answers', async () => {
    const without = join(folder, 'without');
    const built = runProgram(['index', ARTICLES, '--out', without, '--threads', '1', '--quiet']);
    expect(built.code, built.err).toBe(0);
    expect(readManifest(without).manifest.graph).toBeUndefined();
    const [graphs, plain] = await Promise.all([directory, without].map((path) => Searcher.open(openIndex(path))));
    for (const mode of ['dense', 'hybrid'] as const) {
      for (const query of ['posting lists', 'how are results fused', 'memory']) {
        const expected = await plain.rank(query, { mode, k: 300 });
        expect(await graphs.rank(query, { mode, k: 300, exact: true })).toEqual(expected);
        expect(await plain.rank(query, { mode, k: 300, exact: true })).toEqual(expected);
        const shallow = await graphs.rank(query, { mode, k: 20 });
        expect((await graphs.rank(query, { mode, k: 300 })).slice(0, 20)).toEqual(shallow);
      }
    }
    const ran = runProgram(['search', directory, 'posting lists', '--mode', 'dense', '-k', '9', '--exact', '--json']);
    const { hits } = JSON.parse(ran.out) as { hits: { id: string; score: number }[] };
    const expected = await plain.rank('posting lists', { mode: 'dense', k: 9 });
    expect(hits.map(({ id, score }) => ({ id, score }))).toEqual(expected.map(({ id, score }) => ({ id, score })));
    for (const searcher of [graphs, plain]) searcher.close();
  });
});

it.each(['on', 'ivf'])('a build without vectors is refused where --hnsw %s asks how they are searched', (choice) => {
  const out = join(temporaryFolder(), 'index');
  const { code, err } = runProgram(['index', ARTICLES, '--out', out, '--encoder', 'none', '--hnsw', choice]);
  expect([code, err]).toEqual([2, expect.stringContaining(`SETTING_INVALID: --hnsw ${choice}`)]);
  expect(existsSync(out)).toBe(false);
});

describe('the dense peer command', () => {
  it('builds from float vectors and reports recall, of the rescored list and without', () => {
    const folder = temporaryFolder();
    const dimensions = 32;
    const base = Float32Array.from(makeVectors(3_000, dimensions, 3), (value, i) => value + ((i * 7) % 11) / 11);
    const queries = Float32Array.from(makeVectors(40, dimensions, 4));
    const truth = new Int32Array(400);
    for (let query = 0; query < 40; query++) {
      const scored = Array.from({ length: 3_000 }, (_, row) => {
        let score = 0;
        for (let i = 0; i < dimensions; i++) score += base[row * dimensions + i] * queries[query * dimensions + i];
        return { row, score };
      });
      scored.sort((a, b) => b.score - a.score);
      truth.set(
        scored.slice(0, 10).map(({ row }) => row),
        query * 10,
      );
    }
    for (const [name, values] of Object.entries({ 'base.f32': base, 'queries.f32': queries, 'truth.i32': truth })) {
      writeFileSync(join(folder, name), new Uint8Array(values.buffer));
    }
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ dim: dimensions }));
    const index = join(folder, 'index');
    mkdirSync(index);
    const program = join(ROOT, 'dist', 'scripts', 'bench', 'dense-peer.js');
    const ran = spawnSync(
      process.execPath,
      [program, '--vectors', folder, '--index', index, '--threads', '2', '--out', join(folder, 'raw.json')],
      { encoding: 'utf8' },
    );
    expect(ran.status, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ docs: 3_000 });
    expect(existsSync(join(index, 'graph-000.bin'))).toBe(true);
    const { sweep } = JSON.parse(readFileSync(join(folder, 'raw.json'), 'utf8')) as {
      sweep: { ef: number; recall: number; recall_int8: number; ms_min: number }[];
    };
    const last = sweep[sweep.length - 1];
    expect(last.recall).toBeGreaterThanOrEqual(0.99);
    expect(last.recall).toBeGreaterThanOrEqual(last.recall_int8);
    expect(sweep[0].recall).toBeLessThanOrEqual(last.recall);
    expect(last.ms_min).toBeGreaterThan(0);
  });
});
