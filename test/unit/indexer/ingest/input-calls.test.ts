import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { planBuild } from '../../../../indexer/plan.ts';
import { MAX_CALL_REPEATS } from '../../../../src/limits.ts';
import { changeFileSystem, type FileSystem } from '../../../../src/store/file-system.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const FILES = { 'a.md': 'one', 'sub/b.md': 'two', 'sub/c.jsonl': '{"_id":"c","text":"t"}\n' };
const IDS = ['a.md', 'sub/b.md', 'c'];

let restore = (): void => {};
afterEach(() => restore());

function failure(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}

type Call = 'openSync' | 'fstatSync' | 'readSync' | 'readdirSync' | 'lstatSync' | 'statSync';

/** Has calls of one name fail: those of whose number `isFailing` says so. */
function failCalls(name: Call, code: string, isFailing: (count: number) => boolean): void {
  let count = 0;
  restore = changeFileSystem((before) => {
    const call = before[name] as (...given: unknown[]) => unknown;
    const failing = (...given: unknown[]): unknown => {
      if (isFailing(count++)) throw failure(code, name);
      return call(...given);
    };
    return { [name]: failing } as unknown as Partial<FileSystem>;
  });
}

describe.each(['openSync', 'fstatSync', 'readSync', 'readdirSync', 'lstatSync', 'statSync'] satisfies Call[])(
  'a call of %s on an input',
  (name) => {
    it.each(['EINTR', 'EAGAIN'])('is made again after %s', async (code) => {
      const folder = writeFolder(FILES);
      failCalls(name, code, (count) => count % 3 < 2);
      const { documents, problems } = await readCollection([folder]);
      expect(documents.map(({ id }) => id)).toEqual(IDS);
      expect(problems).toEqual([]);
    });
  },
);

it('a call that is always interrupted is STORAGE_FAILED in the end', async () => {
  const path = writeInput('a.jsonl', '{"_id":"c","text":"t"}\n');
  let opens = 0;
  failCalls('openSync', 'EINTR', () => ++opens > 0);
  await expect(readCollection([path])).rejects.toMatchObject({ code: 'STORAGE_FAILED', facts: { reason: 'EINTR' } });
  expect(opens).toBe(MAX_CALL_REPEATS + 1);
});

describe('a file of a folder whose reading fails', () => {
  const plan = (folder: string) =>
    planBuild({
      inputs: [folder],
      directory: join(temporaryFolder(), 'ix'),
      engine: 'stillweb',
      analyzer: 'english',
      encoder: 'none',
      passages: { kind: 'whole' },
      onError: 'skip',
    });

  it.each([
    ['openSync', 'EACCES'],
    ['openSync', 'EIO'],
    ['readSync', 'EIO'],
  ] satisfies [Call, string][])(
    'is left out by --on-error skip when it is the fault of the file: %s, %s',
    async (name, code) => {
      const folder = writeFolder(FILES);
      failCalls(name, code, (count) => count === 1);
      expect(await plan(folder)).toMatchObject({ documents: 2, skipped: 1 });
    },
  );

  it.each([
    ['openSync', 'EMFILE'],
    ['openSync', 'ENFILE'],
    ['readSync', 'ENOMEM'],
    ['readdirSync', 'EMFILE'],
  ] satisfies [Call, string][])('ends the build when it is that of the machine: %s, %s', async (name, code) => {
    const folder = writeFolder(FILES);
    failCalls(name, code, (count) => count > 0);
    await expect(plan(folder)).rejects.toMatchObject({ code: 'STORAGE_FAILED', facts: { reason: code } });
  });
});

/** Does something when a path is opened or listed for the second time: behind the look, before the reading. */
function swapAt(call: 'openSync' | 'readdirSync', path: string, swap: () => void): void {
  let isSwapped = false;
  restore = changeFileSystem((before) => {
    const original = before[call] as (...given: unknown[]) => unknown;
    const swapping = (...given: unknown[]): unknown => {
      if (given[0] === path && !isSwapped) {
        isSwapped = true;
        swap();
      }
      return original(...given);
    };
    return { [call]: swapping } as unknown as Partial<FileSystem>;
  });
}

describe.runIf(process.platform === 'linux')('what is put in the place of something between look and open', () => {
  it.each([
    ['a link', (path: string) => symlinkSync('/etc/passwd', path), 'is a symbolic link'],
    ['a pipe, which is not waited for', (path: string) => execFileSync('mkfifo', [path]), 'is no regular file'],
    ['a device', (path: string) => execFileSync('cp', ['-a', '/dev/null', path]), 'is no regular file'],
  ])('of a file is FILE_IRREGULAR: %s', async (what, put, message) => {
    if (what === 'a device' && process.getuid?.() !== 0) return;
    const folder = writeFolder(FILES);
    const path = join(folder, 'sub', 'b.md');
    swapAt('openSync', path, () => {
      rmSync(path);
      put(path);
    });
    const reading = readCollection([folder]);
    await expect(reading).rejects.toMatchObject({ code: 'INPUT_CHANGED', facts: { file: path } });
    restore();
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['a.md', 'c']);
    expect(problems.map(({ code, error }) => [code, error.message])).toEqual([
      ['FILE_IRREGULAR', `${path} ${message}`],
    ]);
  });

  it('of a folder is not entered', async () => {
    const folder = writeFolder(FILES);
    const outside = writeFolder({ 'secret.md': 'not in the collection' });
    const sub = join(folder, 'sub');
    swapAt('readdirSync', sub, () => {
      renameSync(sub, join(folder, '.sub'));
      symlinkSync(outside, sub);
    });
    await expect(readCollection([folder])).rejects.toMatchObject({ code: 'INPUT_CHANGED' });
  });
});
