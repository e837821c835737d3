import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeIndex } from '../../../indexer/change-index.ts';
import { holdGeneration } from '../../../src/store/held-generations.ts';
import { generationFolder, heldFolder } from '../../../src/store/layout.ts';
import { lockDirectory } from '../../../src/store/lock.ts';
import { readCurrent } from '../../../src/store/open.ts';
import { listGenerations, pruneGenerations } from '../../../src/store/prune.ts';
import { buildGeneratedIndex, makeCollection } from '../../support/generated-index.ts';

let directory: string;
/** Oldest first; the last one is current. */
let made: string[];
beforeEach(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(4), 'none');
  made = [readCurrent(directory).generation];
  for (const id of ['d0', 'd1']) {
    const change = { inputs: [], removed: [id], directory, threads: 1, memoryBytes: 2 ** 30, onError: 'stop' } as const;
    made.push((await changeIndex(change)).generation);
  }
  for (const [i, name] of made.entries()) utimesSync(generationFolder(directory, name), i + 1, i + 1);
});

const left = (): string[] => readdirSync(join(directory, 'generations')).sort();
const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);

describe('pruning', () => {
  it('removes all generations but the current one, and says which', () => {
    const { removed, kept } = pruneGenerations(directory, { keep: 1 });
    expect(names(removed)).toEqual([made[1], made[0]]);
    expect(names(kept)).toEqual([made[2]]);
    expect(left()).toEqual([made[2]]);
    expect(listGenerations(directory)).toMatchObject([{ name: made[2], documents: 2, isCurrent: true, isHeld: false }]);
  });

  it('keeps as many as it is told, the newest', () => {
    expect(names(pruneGenerations(directory, { keep: 2 }).removed)).toEqual([made[0]]);
    expect(names(pruneGenerations(directory, { keep: 9 }).removed)).toEqual([]);
  });

  it('removes nothing when it is only asked', () => {
    const before = left();
    expect(names(pruneGenerations(directory, { keep: 1, isDry: true }).removed)).toHaveLength(2);
    expect(left()).toEqual(before);
  });

  it('keeps what a process serves, until it does not any more or has ended', () => {
    const release = holdGeneration(directory, made[0]);
    expect(names(pruneGenerations(directory, { keep: 1 }).removed)).toEqual([made[1]]);
    expect(listGenerations(directory)[1]).toMatchObject({ name: made[0], isHeld: true });
    release();
    const [file] = [join(heldFolder(directory), `${made[0]}.0123456789abcdef`)];
    writeFileSync(file, '4194305 1\n');
    expect(names(pruneGenerations(directory, { keep: 1 }).removed)).toEqual([made[0]]);
    expect(existsSync(file)).toBe(false);
  });

  it('keeps what somebody says to serve of whom nothing is known', () => {
    holdGeneration(directory, made[1])();
    writeFileSync(join(heldFolder(directory), `${made[0]}.0123456789abcdef`), 'who knows');
    expect(names(pruneGenerations(directory, { keep: 1 }).removed)).toEqual([made[1]]);
  });

  it('leaves what is no file of a generation, and the folder with it', () => {
    writeFileSync(join(generationFolder(directory, made[0]), 'notes.txt'), 'mine');
    pruneGenerations(directory, { keep: 1 });
    expect(readdirSync(generationFolder(directory, made[0]))).toEqual(['notes.txt']);
  });

  it('waits for whoever builds there', () => {
    const unlock = lockDirectory(directory, () => null);
    try {
      expect(() => pruneGenerations(directory, { keep: 1 })).toThrow(expect.objectContaining({ code: 'INDEX_LOCKED' }));
    } finally {
      unlock();
    }
    expect(left()).toHaveLength(3);
  });
});
