import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, buildIndex } from '../../indexer/build.ts';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild, UNIT_DOCUMENTS } from '../support/interrupted-build.ts';
import { ROOT, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
// Registers itself in this thread; the threads of the build import the compiled module by its URL.
import '../toys/toy-encoder.ts';

const UNITS = 4;
const compiled = (name: string): string => join(ROOT, 'dist', 'test', 'toys', `${name}.js`);
const toyUrl = (name: string): string => pathToFileURL(compiled(name)).href;
const fullDisk = (name: string): string => `${toyUrl('toy-full-disk')}?name=${name}`;
const NO_SPACE = { code: 'STORAGE_FAILED', facts: { errno: 'ENOSPC', syscall: 'write' } };

let input: string;
let directory: string;
let restore = (): void => {};
afterEach(() => restore());
beforeEach(() => {
  const folder = temporaryFolder();
  input = join(folder, 'corpus.jsonl');
  directory = join(folder, 'index');
  writeFileSync(input, makeCollection(UNITS * UNIT_DOCUMENTS));
});

const build = (options: Partial<BuildOptions> = {}): Promise<BuildResult> =>
  buildIndex({ ...interruptedBuild(input, directory), ...options });

// promise: build/clear-failure
describe('a disk that is full', () => {
  it.each([
    ['units', 'unit-', 0],
    ['a unit behind others', 'unit-000002', 2],
    ['terms of a shard', 'terms-', UNITS],
    ['postings of a shard', 'postings-', UNITS],
  ])(
    'where a thread writes %s fails the build with STORAGE_FAILED, and the next one goes on',
    async (_, name, least) => {
      await expect(build({ modules: [fullDisk(name)] })).rejects.toMatchObject(NO_SPACE);
      const { resumedUnits, counts } = await build();
      expect(resumedUnits).toBeGreaterThanOrEqual(least);
      expect(counts.documents).toBe(UNITS * UNIT_DOCUMENTS);
    },
  );

  it('is told on the command line by its name and its facts, with the exit code of a fault', () => {
    const flags = ['--out', directory, '--encoder', 'none', '--import', compiled('toy-full-disk'), '--json', '--quiet'];
    const { code, out, err } = runProgram(['index', input, ...flags]);
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err)).toEqual({
      error: {
        ...NO_SPACE,
        message: expect.stringMatching(/^ENOSPC: no space left on device, write/),
        fix: expect.stringMatching(/\w/),
      },
    });
  });

  it('where the journal is written fails the build in the same way', async () => {
    restore = changeFileSystem(({ fsyncSync }) => {
      let syncs = 0;
      return {
        fsyncSync(file) {
          // The first two are those of its head and of its folder.
          if (++syncs > 2) throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', syscall: 'fsync' });
          fsyncSync(file);
        },
      };
    });
    await expect(build()).rejects.toMatchObject({ code: 'STORAGE_FAILED', facts: { errno: 'EIO', syscall: 'fsync' } });
  });
});

describe('a build that fails', () => {
  const openModels = (model: string): string[] => readdirSync(model).filter((name) => name !== 'buckets.txt');
  let model: string;
  beforeEach(() => {
    model = temporaryFolder();
    writeFileSync(join(model, 'buckets.txt'), '64\n');
  });
  const buildVectors = (modules: readonly string[]) =>
    build({ encoder: `trigrams:${model}`, threads: 3, modules: [toyUrl('toy-encoder'), ...modules] });

  it('in a thread has closed the encoders of all threads when it tells so', async () => {
    await expect(buildVectors([fullDisk('unit-000001')])).rejects.toMatchObject(NO_SPACE);
    expect(openModels(model)).toEqual([]);
  });

  it('by a bad record has closed them too, and keeps the units that were in flight', async () => {
    const lines = readFileSync(input, 'utf8');
    writeFileSync(input, `${lines}{"_id":"last"}\n`);
    await expect(buildVectors([])).rejects.toMatchObject({ code: 'FIELD_MISSING' });
    expect(openModels(model)).toEqual([]);
    const journal = readFileSync(join(directory, 'building', 'journal.jsonl'), 'utf8');
    expect(journal.trimEnd().split('\n')).toHaveLength(1 + UNITS);
  });

  it('because a thread ends by itself says so, and waits for no word from it', async () => {
    // process.exit ends the thread that calls it.
    const ending = `import { isMainThread } from 'node:worker_threads'; if (!isMainThread) process.exit(7);`;
    await expect(buildVectors([`data:text/javascript,${ending}`])).rejects.toThrow('worker exited with code: 7');
  });
});
