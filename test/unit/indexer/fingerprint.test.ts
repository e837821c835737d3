import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprintInputs } from '../../../indexer/fingerprint.ts';
import { readCollection, writeFolder, writeInput } from '../../support/read-collection.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { makeUnreachable } from '../../support/unreachable-folder.ts';

const NOWHERE = join(temporaryFolder(), 'absent');

/** Whether the fingerprint of a folder is another one after a change. */
function isChangedBy(folder: string, change: () => void, output = NOWHERE): boolean {
  const before = fingerprintInputs([folder], output);
  expect(fingerprintInputs([folder], output)).toBe(before);
  change();
  return fingerprintInputs([folder], output) !== before;
}

/** Other content of the same length, under the time that the file had. */
function replaceUnderOldTime(path: string, content: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, content);
  utimesSync(path, atime, mtime);
}

describe('the fingerprint of inputs', () => {
  it('changes with what is read: a document more, less, longer, or other under its old time', () => {
    const changes: ((folder: string) => void)[] = [
      (folder) => writeFileSync(join(folder, 'b.txt'), 'text'),
      (folder) => rmSync(join(folder, 'sub', 'a.md')),
      (folder) => writeFileSync(join(folder, 'sub', 'a.md'), 'longer text'),
      (folder) => replaceUnderOldTime(join(folder, 'sub', 'a.md'), 'TEXT'),
    ];
    for (const change of changes) {
      const folder = writeFolder({ 'sub/a.md': 'text', 'c.jsonl': '{"_id":"1","text":"t"}' });
      expect(isChangedBy(folder, () => change(folder))).toBe(true);
    }
  });

  it('does not change with what is passed over', () => {
    const folder = writeFolder({ 'a.md': 'text', 'ix/CURRENT': '{}' });
    const add = (path: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), 'other');
    };
    const changes: (() => void)[] = [
      () => add('image.png'),
      () => add('.git/index.md'),
      () => add('.hidden.md'),
      () => add('node_modules/x/readme.md'),
      () => add('ix/generations/x/readme.md'),
      () => symlinkSync(join(folder, 'absent'), join(folder, 'link')),
      () =>
        writeFileSync(Buffer.concat([Buffer.from(join(folder, 'i')), Buffer.from([0xe9]), Buffer.from('.png')]), 'x'),
    ];
    for (const change of changes) expect(isChangedBy(folder, change, join(folder, 'ix'))).toBe(false);
  });

  it('changes when what could not be read can be', () => {
    const folder = writeFolder({ 'a.md': 'text' });
    symlinkSync(join(folder, 'a.md'), join(folder, 'b.md'));
    expect(
      isChangedBy(folder, () => {
        rmSync(join(folder, 'b.md'));
        writeFileSync(join(folder, 'b.md'), 'text');
      }),
    ).toBe(true);
    expect(isChangedBy(folder, () => chmodSync(join(folder, 'b.md'), 0o600))).toBe(true);
  });

  it.runIf(process.platform === 'linux')('is there though files and folders cannot be reached', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    makeUnreachable(folder);
    expect((await readCollection([folder])).problems.length).toBeGreaterThan(0);
    expect(isChangedBy(folder, () => {})).toBe(false);
    expect(isChangedBy(folder, () => writeFileSync(join(folder, 'a.md'), 'longer'))).toBe(true);
  });

  it('is that of the file to which an input leads, when the input is a link', () => {
    const file = writeInput('real.jsonl', '{"_id":"1","text":"one"}');
    const folder = writeFolder({ 'a.md': 'text' });
    const links = ['file', 'folder'].map((name) => join(temporaryFolder(), name));
    symlinkSync(file, links[0]);
    symlinkSync(folder, links[1]);
    expect(isChangedBy(links[0], () => replaceUnderOldTime(file, '{"_id":"2","text":"one"}'))).toBe(true);
    expect(isChangedBy(links[1], () => replaceUnderOldTime(join(folder, 'a.md'), 'TEXT'))).toBe(true);
  });

  it('is refused for an input that is not there', () => {
    expect(() => fingerprintInputs([NOWHERE], NOWHERE)).toThrow(expect.objectContaining({ code: 'INPUT_MISSING' }));
  });
});
