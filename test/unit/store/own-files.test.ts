import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clearBuilding } from '../../../indexer/building-folder.ts';
import { removeOwnFiles } from '../../../src/store/own-files.ts';
import { setAside } from '../../../src/store/set-aside.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const isOwn = (name: string): boolean => ['ids.bin', 'terms-000.bin'].includes(name);

function fill(folder: string, names: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) writeFileSync(join(folder, name), name);
  return folder;
}

// promise: build/own-folder
describe('what builds have made', () => {
  it('is removed by its names, and the folder with the last of them', () => {
    const folder = fill(join(temporaryFolder(), 'made'), ['ids.bin', 'terms-000.bin']);
    expect(removeOwnFiles(folder, isOwn)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(removeOwnFiles(folder, isOwn)).toEqual([]);
  });

  it('goes alone: other files, folders under names of its own, and what links lead to stay', () => {
    const folder = fill(join(temporaryFolder(), 'made'), ['ids.bin', 'letter.txt']);
    const elsewhere = fill(temporaryFolder(), ['precious']);
    mkdirSync(join(folder, 'terms-000.bin'));
    symlinkSync(elsewhere, join(folder, 'link'));
    expect(removeOwnFiles(folder, isOwn).sort()).toEqual(['letter.txt', 'link', 'terms-000.bin']);
    expect(readdirSync(folder).sort()).toEqual(['letter.txt', 'link', 'terms-000.bin']);
    expect(readdirSync(elsewhere)).toEqual(['precious']);
  });

  it('goes where a link has its name, and not what the link leads to', () => {
    const folder = fill(join(temporaryFolder(), 'made'), []);
    const elsewhere = fill(temporaryFolder(), ['precious']);
    symlinkSync(join(elsewhere, 'precious'), join(folder, 'ids.bin'));
    expect(removeOwnFiles(folder, isOwn)).toEqual([]);
    expect(readFileSync(join(elsewhere, 'precious'), 'utf8')).toBe('precious');
  });

  it('of an interrupted build goes, and notes beside its units stay', () => {
    const building = join(temporaryFolder(), 'building');
    fill(building, ['journal.jsonl', 'unit-000000.bin', 'unit-000001.bin.new', 'places-000.bin', 'notes.txt']);
    fill(join(building, 'generation'), ['terms-000.bin', 'documents.arrow', 'manifest.json', 'wink.json']);
    clearBuilding(building);
    expect(readdirSync(building)).toEqual(['notes.txt']);
  });

  it('would take in what stands in the folder of the next generation, so that is refused', () => {
    const building = join(temporaryFolder(), 'building');
    fill(join(building, 'generation'), ['terms-000.bin', 'plan.txt']);
    expect(() => clearBuilding(building)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_NOT_OURS', facts: expect.objectContaining({ entries: ['plan.txt'] }) }),
    );
    expect(readdirSync(join(building, 'generation'))).toEqual(['plan.txt']);
  });
});

describe('what stands in the way of a generation', () => {
  const place = (directory: string): string => join(directory, 'generations', 'g');

  it('is removed where it is ours', () => {
    const directory = temporaryFolder();
    fill(place(directory), ['ids.bin']);
    setAside(directory, place(directory), isOwn);
    expect(readdirSync(directory)).toEqual(['generations']);
    expect(readdirSync(join(directory, 'generations'))).toEqual([]);
  });

  it('is kept where it is not, each time under another name', () => {
    const directory = temporaryFolder();
    for (const name of ['first.txt', 'second.txt']) {
      fill(place(directory), ['ids.bin', name]);
      setAside(directory, place(directory), isOwn);
    }
    symlinkSync('nowhere', place(directory));
    setAside(directory, place(directory), isOwn);
    const kept = readdirSync(join(directory, 'set-aside'));
    expect(kept.sort()).toEqual(['g', 'g-2', 'g-3']);
    expect(readdirSync(join(directory, 'set-aside', 'g'))).toEqual(['first.txt']);
    expect(readdirSync(join(directory, 'set-aside', 'g-2'))).toEqual(['second.txt']);
  });

  it('is cleared also when the build before came to its end behind the rename', () => {
    const directory = temporaryFolder();
    fill(join(directory, 'set-aside', 'g'), ['ids.bin', 'terms-000.bin']);
    setAside(directory, place(directory), isOwn);
    expect(existsSync(join(directory, 'set-aside'))).toBe(false);
  });
});
