import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { replaceDurably, syncFolder } from '../../../src/store/durable.ts';
import {
  changeFileSystem,
  closeSync,
  type FileSystem,
  openSync,
  readFileSync as read,
} from '../../../src/store/file-system.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const fault = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code, syscall: 'x' });
let restore = (): void => {};
afterEach(() => restore());

type Call = (...given: unknown[]) => unknown;

/** Has a call fail so often before it is carried out. */
function interrupt(name: keyof FileSystem, times: number, code = 'EINTR'): () => number {
  let calls = 0;
  restore = changeFileSystem((before) => ({
    [name]: (...given: unknown[]) => {
      if (calls++ < times) throw fault(code);
      return (before[name] as Call)(...given);
    },
  }));
  return () => calls;
}

describe('a call that a signal interrupts', () => {
  it.each(['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const)('is repeated: %s', (name) => {
    const path = join(temporaryFolder(), 'file');
    interrupt(name, 3);
    replaceDurably(path, 'content');
    expect(readFileSync(path, 'utf8')).toBe('content');
  });

  it('is not repeated for ever', () => {
    const calls = interrupt('readFileSync', Number.POSITIVE_INFINITY);
    expect(() => read('/nowhere')).toThrow('EINTR');
    expect(calls()).toBe(101);
  });

  it('is not repeated where it closes: the number may be that of another file by then', () => {
    const file = openSync(import.meta.filename, 'r');
    const calls = interrupt('closeSync', 1);
    closeSync(file);
    expect(calls()).toBe(1);
    restore();
    closeSync(file);
  });

  it('is told where it failed otherwise', () => {
    interrupt('openSync', 1, 'EIO');
    expect(() => openSync('/nowhere', 'r')).toThrow('EIO');
  });
});

describe('a file that is replaced', () => {
  it('is not written through a link that stands under the name of its successor', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'precious'), 'precious');
    symlinkSync(join(folder, 'precious'), join(folder, 'file.new'));
    replaceDurably(join(folder, 'file'), 'content');
    expect(readdirSync(folder).sort()).toEqual(['file', 'precious']);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
  });

  it('needs no sync of its folder where the file system has none', () => {
    interrupt('fsyncSync', 1, 'EINVAL');
    syncFolder(temporaryFolder());
    interrupt('fsyncSync', 1, 'EIO');
    expect(() => syncFolder(temporaryFolder())).toThrow('EIO');
  });
});
