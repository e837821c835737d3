import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeFileSystem } from '../../src/store/file-system.ts';
import { DeadlyBuild, deadlyLines, UNIT_DOCUMENTS } from '../support/deadly-build.ts';
// Registers itself in this thread; the threads of the build import the compiled module by its URL.
import '../support/deadly-encoder.ts';

const DOCUMENTS = 3 * UNIT_DOCUMENTS;

let build: DeadlyBuild;
beforeEach(() => {
  build = new DeadlyBuild();
});

/** The deaths of `test/e2e/fatal-documents.test.ts`, more of them: each costs threads. */
describe('documents that end the threads which index them', () => {
  it.each<[string, Record<number, string>]>([
    ['the last', { [DOCUMENTS - 1]: 'diesbyerror' }],
    ['two of one unit', { 4: 'diesbyexit', 6: 'diesbyerror' }],
    ['neighbours, and one of a later unit', { 3: 'diesbyexit', 4: 'diesbyexit', 9: 'diesbyerror' }],
  ])('are left out as bad records: %s', async (_what, words) => {
    const lines = deadlyLines(DOCUMENTS, words);
    const fatal = Object.keys(words).map(Number);
    const id = await build.idOf(lines.filter((_line, i) => !fatal.includes(i)));
    build.write(lines);
    for (const threads of [1, 3]) {
      const result = await build.run({ threads, directory: join(build.folder, `index-${threads}`) });
      expect(result.id).toBe(id);
      expect([result.skipped, result.resumedUnits]).toEqual([fatal.length, 0]);
      expect(build.told).toEqual(fatal.map((place) => `${place + 1} DOCUMENT_FATAL`));
    }
  });

  it('leaves its id and its address to a later document, as if it had not been there', async () => {
    const lines = deadlyLines(DOCUMENTS, { 5: 'diesbyexit' });
    lines[11] = lines[11].replace('"d11"', '"d5"').replace('/11"', '/5"');
    const id = await build.idOf(lines.filter((_line, i) => i !== 5));
    build.write(lines);
    expect((await build.run()).id).toBe(id);
  });

  it('has other bad records told once, though the input is read again', async () => {
    const lines = deadlyLines(DOCUMENTS, { 4: 'diesbyexit', 9: 'diesbyexit' });
    for (const place of [2, 5, 11]) lines[place] = '{';
    build.write(lines);
    const { skipped } = await build.run({ threads: 1 });
    expect([...build.told].sort()).toEqual(
      ['10 DOCUMENT_FATAL', '12 LINE_NOT_JSON', '3 LINE_NOT_JSON', '5 DOCUMENT_FATAL', '6 LINE_NOT_JSON'].sort(),
    );
    expect(skipped).toBe(5);
  });
});

describe('a build that is called again after a death', () => {
  const lines = deadlyLines(DOCUMENTS, { 6: 'diesbyexit' });
  /** Gets as far as its last step. */
  const failLate = async (): Promise<void> => {
    const mend = changeFileSystem(({ renameSync }) => ({
      renameSync: (from, to) => {
        if (String(from).includes('building')) throw new TypeError('interrupted');
        renameSync(from, to);
      },
    }));
    await expect(build.run()).rejects.toThrow('interrupted');
    mend();
  };

  it('takes the units over, and leaves the document out again', async () => {
    const id = await build.idOf(lines.filter((_line, i) => i !== 6));
    build.write(lines);
    await failLate();
    const result = await build.run();
    expect([result.id, result.resumedUnits, result.skipped]).toEqual([id, DOCUMENTS / UNIT_DOCUMENTS, 1]);
    expect(build.told).toEqual(['7 DOCUMENT_FATAL']);
  });

  it('indexes the document where it no longer ends a thread', async () => {
    build.write(lines);
    await failLate();
    build.mark('mended');
    const { id, skipped } = await build.run();
    expect(skipped).toBe(0);
    rmSync(join(build.folder, 'index'), { recursive: true });
    expect((await build.run()).id).toBe(id);
  });
});
