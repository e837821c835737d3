import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { completeSearch } from '../../src/contract/search-defaults.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { serve } from '../../src/library/serve.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import * as store from '../../src/store/open.ts';
import { ARTICLES, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const QUERIES = ['posting lists', 'how are results fused', '"inverted index" memory', 'tower -bridge'];

const build = (hnsw: string, folder: string, ...flags: string[]): string => {
  const directory = join(folder, hnsw);
  const ran = runProgram(['index', ARTICLES, '--out', directory, '--hnsw', hnsw, ...flags, '--quiet']);
  expect(ran.code, ran.err).toBe(0);
  return directory;
};

describe.each([
  ['cells', 'ivf', []],
  ['nothing but the vectors', 'off', []],
  ['the engine hnswlib', 'auto', ['--engine', 'hnswlib']],
] as const)('an index with %s, whose vectors stay on disk,', (_, hnsw, flags) => {
  const folder = temporaryFolder();
  let directory: string;
  beforeAll(() => {
    directory = build(hnsw, folder, ...flags);
  });

  it('holds no vector in memory', () => {
    const names = ({ memory }: store.OpenIndex) => Object.keys(memory);
    const held = names(store.openIndex(directory));
    expect(held).toContain('vectors-000.bin');
    const left = names(store.openIndex(directory, { vectors: 'disk' }));
    expect(left).toEqual(held.filter((name) => name !== 'vectors-000.bin'));
  });

  // promise: rank/any-place
  it('answers what it answers with vectors in memory, to any depth, filtered, exactly, and in batches', async () => {
    const [memory, disk] = await Promise.all(
      (['memory', 'disk'] as const).map((vectors) => Searcher.open(store.openIndex(directory, { vectors }))),
    );
    for (const mode of ['dense', 'hybrid'] as const) {
      for (const unit of ['document', 'passage'] as const) {
        for (const query of QUERIES) {
          for (const levers of [{ k: 10 }, { k: 400 }, { k: 10, exact: true }]) {
            const options = { mode, unit, ...levers };
            expect(await disk.rank(query, options)).toEqual(await memory.rank(query, options));
          }
        }
        const queries = [...QUERIES, ...QUERIES.map((query) => `${query} once more`)];
        const request = completeSearch({ queries, mode, unit, k: 7, exact: true });
        expect(await disk.search(request)).toEqual(await memory.search(request));
      }
    }
    for (const searcher of [memory, disk]) await searcher.close();
  });

  it('is given up between two reads, when a disk takes too long', async () => {
    const searcher = await Searcher.open(store.openIndex(directory, { vectors: 'disk' }));
    const ids = Array.from({ length: 9 }, (_, document) => searcher.view.ids.get(document));
    // What a narrow filter admits, and what is found near: without cells or a graph that is one run of the file.
    for (const filter of hnsw === 'off' ? [{ ids }] : [{ ids }, undefined]) {
      let looks = 0;
      const request = completeSearch({
        queries: ['posting lists'],
        mode: 'dense',
        ...(filter !== undefined && { filter }),
      });
      await searcher.search(request, () => void looks++);
      expect(looks).toBeGreaterThan(1);
      const most = looks;
      looks = 0;
      const late = new RangeError('late');
      const asked = searcher.search(request, () => {
        if (++looks === most) throw late;
      });
      await expect(asked).rejects.toBe(late);
    }
    await searcher.close();
  });

  it('is proven by check', () => {
    const ran = runProgram(['check', directory, '--vectors', 'disk', '--quiet']);
    expect(ran.code, ran.out + ran.err).toBe(0);
  });
});

describe('the choice of where vectors are held', () => {
  const folder = temporaryFolder();

  it('is offered by search, by a server and by the library, with the same answers', async () => {
    const directory = build('ivf', folder);
    const search = (place: string) =>
      runProgram(['search', directory, 'posting lists', '--mode', 'dense', '--vectors', place, '--json']);
    const expected = search('memory');
    expect(expected.code, expected.err).toBe(0);
    expect(search('disk').out).toBe(expected.out);
    const { hits } = JSON.parse(expected.out) as { hits: unknown[] };
    const running = await serve(directory, { port: 0, workers: 1, vectors: 'disk' });
    try {
      const answer = await fetch(`${running.url}/v1/search?query=posting+lists&mode=dense`);
      expect(((await answer.json()) as { hits: unknown[] }).hits).toEqual(hits);
    } finally {
      await running.close();
    }
    await using index = await openIndex(directory, { vectors: 'disk' });
    expect(index.passages).toBeGreaterThan(0);
  });

  it('is refused where a graph is walked, with what to build instead, and where it is neither', async () => {
    const directory = build('on', folder);
    const ran = runProgram(['search', directory, 'memory', '--vectors', 'disk']);
    expect([ran.code, ran.err]).toEqual([2, expect.stringMatching(/UNSUPPORTED: .*through a graph.*--hnsw ivf/)]);
    await expect(openIndex(directory, { vectors: 'tape' as never })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      facts: { setting: 'vectors' },
    });
  });

  it('is a setting of all that search, and none of a build, whose --vectors are a file', () => {
    const settings = { env: { ...process.env, STILLWEB_VECTORS: 'disk' } };
    const directory = join(folder, 'by-setting');
    const built = runProgram(['index', ARTICLES, '--out', directory, '--hnsw', 'on', '--quiet'], settings);
    expect(built.code, built.err).toBe(0);
    const ran = runProgram(['search', directory, 'memory'], settings);
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('through a graph')]);
  });

  it('changes nothing for an index without vectors', () => {
    const directory = join(folder, 'words');
    const built = runProgram(['index', ARTICLES, '--out', directory, '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
    const ran = runProgram(['search', directory, 'memory', '--vectors', 'disk', '--json']);
    expect(ran.code, ran.err).toBe(0);
  });

  it('leaves no file open where an index cannot be opened to the end', async () => {
    const directory = build('ivf', join(folder, 'half'));
    const index = store.openIndex(directory, { vectors: 'disk' });
    rmSync(join(index.folder, 'documents.arrow'));
    let open = 0;
    const restore = changeFileSystem((before) => ({
      openSync: (...given) => {
        const file = before.openSync(...given);
        open++;
        return file;
      },
      closeSync: (file) => {
        open--;
        before.closeSync(file);
      },
    }));
    try {
      await expect(Searcher.open(index)).rejects.toMatchObject({ code: 'INDEX_CORRUPT' });
    } finally {
      restore();
    }
    expect(open).toBe(0);
  });

  it('does not hide a file of vectors that is damaged after it was opened', async () => {
    const directory = build('ivf', join(folder, 'damaged'));
    const searcher = await Searcher.open(store.openIndex(directory, { vectors: 'disk' }));
    const [generation] = readdirSync(join(directory, 'generations'));
    truncateSync(join(directory, 'generations', generation, 'vectors-000.bin'), 5000);
    const asked = searcher.rank('posting lists', { mode: 'dense', k: 10 });
    await expect(asked).rejects.toMatchObject({ code: 'INDEX_CORRUPT', facts: { file: 'vectors-000.bin' } });
    await searcher.close();
  });
});
