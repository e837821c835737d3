import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBuilding } from '../../../indexer/building-folder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// promise: build/own-folder
describe('the folder of an unfinished build', () => {
  it.each<[string, string, (path: string) => unknown]>([
    ['a pipe', 'journal.jsonl', (path) => execFileSync('mkfifo', [path])],
    ['a pipe', 'unit-000000.bin', (path) => execFileSync('mkfifo', [path])],
    ['a pipe', 'unit-000001.bin.new', (path) => execFileSync('mkfifo', [path])],
    ['a pipe', 'generation', (path) => execFileSync('mkfifo', [path])],
    ['a folder', 'journal.jsonl', (path) => mkdirSync(path)],
    ['a link', 'journal.jsonl', (path) => symlinkSync('/dev/zero', path)],
    ['a link', 'generation', (path) => symlinkSync('..', path)],
    ['a file', 'generation', (path) => writeFileSync(path, 'mine')],
  ])('is refused before it is read where %s is under the name %s', (_, name, make) => {
    const building = temporaryFolder();
    writeFileSync(join(building, 'notes.txt'), 'mine');
    make(join(building, name));
    const entries = expect.objectContaining({ entries: [name] });
    expect(() => checkBuilding(building)).toThrow(expect.objectContaining({ code: 'OUTPUT_NOT_OURS', facts: entries }));
  });

  it('may be absent, and may hold what a build makes beside files of other names', () => {
    const building = temporaryFolder();
    checkBuilding(join(building, 'absent'));
    mkdirSync(join(building, 'generation'));
    mkdirSync(join(building, 'photos'));
    for (const name of ['journal.jsonl', 'unit-000000.bin', 'notes.txt']) writeFileSync(join(building, name), 'x');
    checkBuilding(building);
  });
});
