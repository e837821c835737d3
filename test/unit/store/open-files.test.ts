import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../indexer/unit/journal.ts';
import { changeFileSystem, type FileSystem } from '../../../src/store/file-system.ts';
import { SectionFileWriter, withSectionFile, writeSectionFile } from '../../../src/store/section-file-writer.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PLAN = [{ name: 'only', type: 'u8', elements: 3 }] as const;

let restore = (): void => {};
afterEach(() => restore());

/** Has one call fail for good. @returns the files that are open */
function failing(name: 'writeSync' | 'ftruncateSync' | 'fsyncSync'): Set<number> {
  const open = new Set<number>();
  const fail = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: name });
  };
  restore = changeFileSystem(({ openSync, closeSync }) => ({
    openSync: ((...given: Parameters<FileSystem['openSync']>) => {
      const file = openSync(...given);
      open.add(file);
      return file;
    }) as FileSystem['openSync'],
    closeSync(file) {
      // Closing a number twice may close somebody else's file.
      expect(open.delete(file)).toBe(true);
      closeSync(file);
    },
    [name]: fail,
  }));
  return open;
}

describe('a file that cannot be written', () => {
  it.each(['writeSync', 'ftruncateSync', 'fsyncSync'] as const)('is left open by no section file: %s', (call) => {
    const path = join(temporaryFolder(), 'file.bin');
    const open = failing(call);
    expect(() => writeSectionFile(path, 'TEST', { only: Uint8Array.of(1, 2, 3) })).toThrow('ENOSPC');
    expect(open.size).toBe(0);
  });

  it.each(['writeSync', 'fsyncSync'] as const)('is left open by no journal: %s', (call) => {
    const folder = temporaryFolder();
    const open = failing(call);
    expect(() => Journal.open(folder, 'key', () => {})).toThrow('ENOSPC');
    expect(open.size).toBe(0);
  });

  it('is closed once where its writer gives up or is not full', () => {
    const path = join(temporaryFolder(), 'file.bin');
    const open = failing('fsyncSync');
    const giveUp = (): never => {
      throw new Error('the unit cannot be read');
    };
    expect(() => withSectionFile(path, 'TEST', PLAN, giveUp)).toThrow('cannot be read');
    expect(() => withSectionFile(path, 'TEST', PLAN, () => {})).toThrow('not 3');
    const writer = new SectionFileWriter(path, 'TEST', PLAN);
    writer.abandon();
    writer.abandon();
    expect(open.size).toBe(0);
  });
});
