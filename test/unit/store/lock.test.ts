import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockFile } from '../../../src/store/layout.ts';
import { lockDirectory } from '../../../src/store/lock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

// promise: store/one-writer
describe('the lock of an index directory', () => {
  it('admits one builder at a time', () => {
    const folder = temporaryFolder();
    const unlock = lockDirectory(folder);
    expect(() => lockDirectory(folder)).toThrow(expect.objectContaining({ code: 'INDEX_LOCKED' }));
    unlock();
    lockDirectory(folder)();
    expect(existsSync(lockFile(folder))).toBe(false);
  });

  it.each([
    ['a dead process', '4194305 1\n'],
    ['another process that got the number of a dead one', `${process.pid} 1\n`],
    ['a builder that died while writing it', ''],
    ['something else', 'not a lock at all'],
  ])('is taken over from %s', (_who, content) => {
    const folder = temporaryFolder();
    writeFileSync(lockFile(folder), content);
    const unlock = lockDirectory(folder);
    expect(readFileSync(lockFile(folder), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    unlock();
  });
});
