import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeFileSystem } from '../../../src/store/file-system.ts';
import { lockInKernel } from '../../../src/store/kernel-lock.ts';
import { lockFile } from '../../../src/store/layout.ts';
import { lockDirectory } from '../../../src/store/lock.ts';
import {
  decodeHolder,
  describeSelf,
  encodeHolder,
  findHolder,
  type LockHolder,
} from '../../../src/store/lock-holder.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const WITHOUT_KERNEL = (): null => null;
const locked = expect.objectContaining({ code: 'INDEX_LOCKED' });
/** No process has such a number on Linux. */
const NOBODY = 4_194_305;

// promise: store/one-writer
describe.each([
  ['with a lock of the kernel, where there is one', lockInKernel],
  ['by the file alone', WITHOUT_KERNEL],
])('the lock of an index directory, %s', (_, lockKernel) => {
  it('admits one builder at a time', () => {
    const folder = temporaryFolder();
    const unlock = lockDirectory(folder, lockKernel);
    expect(() => lockDirectory(folder, lockKernel)).toThrow(locked);
    unlock();
    lockDirectory(folder, lockKernel)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a dead process', `${NOBODY} 1\n`],
    ['another process that got the number of a dead one', `${process.pid} 1\n`],
  ])('is taken over from %s, as the first versions wrote it', (_who, content) => {
    const folder = temporaryFolder();
    writeFileSync(lockFile(folder), content);
    const unlock = lockDirectory(folder, lockKernel);
    expect(decodeHolder(readFileSync(lockFile(folder), 'utf8'))?.pid).toBe(process.pid);
    unlock();
    expect(existsSync(lockFile(folder))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['something else', 'not a lock at all'],
    ['half a lock', '{"pid":12,"started":"1"'],
    ['a lock without a machine', '{"pid":12,"started":"1"}\n'],
  ])('that holds %s is left alone, and the error says so', (_what, content) => {
    const folder = temporaryFolder();
    writeFileSync(lockFile(folder), content);
    expect(() => lockDirectory(folder, lockKernel)).toThrow(locked);
    expect(readFileSync(lockFile(folder), 'utf8')).toBe(content);
  });
});

describe('succession of a dead builder', () => {
  const dead = (folder: string): string => encodeHolder({ ...describeSelf(folder, false), pid: NOBODY });

  it('goes through a successor that died before it had replaced the lock', () => {
    const folder = temporaryFolder();
    writeFileSync(lockFile(folder), dead(folder));
    // As a process that is killed there: the rename never comes, and nothing is removed behind it.
    let isKilled = false;
    const restore = changeFileSystem(() => ({
      renameSync() {
        isKilled = true;
        throw Object.assign(new Error('killed'), { code: 'EIO', syscall: 'rename' });
      },
      unlinkSync(path) {
        if (!isKilled) unlinkSync(path);
      },
    }));
    try {
      expect(() => lockDirectory(folder, WITHOUT_KERNEL)).toThrow('killed');
    } finally {
      restore();
    }
    const claims = readdirSync(folder).filter((each) => each !== 'LOCK');
    expect(claims).toHaveLength(1);
    for (const name of claims) {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(`"pid":${process.pid}`, `"pid":${NOBODY}`));
    }
    lockDirectory(folder, WITHOUT_KERNEL)();
    expect(existsSync(lockFile(folder))).toBe(false);
  });

  it('fails for one whose dead builder was succeeded by another meanwhile', () => {
    const folder = temporaryFolder();
    const path = lockFile(folder);
    writeFileSync(path, dead(folder));
    let hasRead = false;
    const restore = changeFileSystem(({ linkSync }) => ({
      linkSync(from, to) {
        // Between judging and claiming, another takes it over, and is alive.
        if (!hasRead && /LOCK\.[0-9a-f]{16}$/.test(String(to))) {
          hasRead = true;
          writeFileSync(`${path}.other`, encodeHolder(describeSelf(folder, false)));
          renameSync(`${path}.other`, path);
        }
        linkSync(from, to);
      },
    }));
    try {
      expect(() => lockDirectory(folder, WITHOUT_KERNEL)).toThrow(locked);
    } finally {
      restore();
    }
    expect(hasRead).toBe(true);
    expect(readdirSync(folder)).toEqual(['LOCK']);
  });

  it('is possible on a file system without hard links', () => {
    const folder = temporaryFolder();
    const restore = changeFileSystem(() => ({
      linkSync() {
        throw Object.assign(new Error('EPERM: no links, link'), { code: 'EPERM', syscall: 'link' });
      },
    }));
    try {
      writeFileSync(lockFile(folder), dead(folder));
      const unlock = lockDirectory(folder, WITHOUT_KERNEL);
      expect(() => lockDirectory(folder, WITHOUT_KERNEL)).toThrow(locked);
      unlock();
    } finally {
      restore();
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the holder of a lock', () => {
  const self: LockHolder = {
    pid: process.pid,
    started: 'unknown',
    host: 'here 1',
    boot: 'boot-1',
    namespace: 'pid:[1]',
    folder: '1:2',
    isInKernel: false,
  };
  const gone = { ...self, pid: NOBODY };

  it.each<[string, LockHolder, LockHolder, string]>([
    ['this process', self, self, 'here'],
    ['a dead process of this machine', gone, self, 'gone'],
    ['a process of this machine before it was started anew', { ...self, boot: 'boot-0' }, self, 'gone'],
    ['a process of another machine', { ...gone, boot: 'boot-2', host: 'there 2' }, self, 'unknown'],
    ['another machine with this number', { ...gone, boot: 'boot-2', host: 'there 1' }, self, 'unknown'],
    ['another container', { ...gone, namespace: 'pid:[2]' }, self, 'unknown'],
    ['another container before a new start', { ...gone, namespace: 'pid:[2]', boot: 'boot-0' }, self, 'unknown'],
    [
      'another container that lost the lock of the kernel',
      { ...self, namespace: 'pid:[2]', isInKernel: true },
      { ...self, isInKernel: true },
      'gone',
    ],
    [
      'another container of which this one has another mount',
      { ...self, namespace: 'pid:[2]', isInKernel: true, folder: '7:2' },
      { ...self, isInKernel: true },
      'unknown',
    ],
    [
      'another container that had no lock of the kernel',
      { ...self, namespace: 'pid:[2]' },
      { ...self, isInKernel: true },
      'unknown',
    ],
    ['another machine that tells no boot', { ...gone, boot: '', host: 'there 2' }, { ...self, boot: '' }, 'unknown'],
    ['this machine, which tells no boot', { ...gone, boot: '' }, { ...self, boot: '' }, 'gone'],
  ])('that is %s is judged by what can be known', (_, holder, me, presence) => {
    expect(findHolder(holder, me)).toBe(presence);
  });

  it.runIf(process.platform === 'linux')('is gone when it has ended and nobody has asked for its end', async () => {
    const folder = temporaryFolder();
    // The shell becomes a program that never asks for the end of its child, and only then may the child end.
    const parent = spawn('bash', ['-c', 'cat <&0 & echo $!; exec sleep 60'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const nameOf = (): string => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim();
    try {
      const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
      while (nameOf() !== 'sleep') await new Promise((resolve) => setTimeout(resolve, 10));
      parent.stdin.end();
      const isEnded = (): boolean => / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').split(')')[1]);
      while (!isEnded()) await new Promise((resolve) => setTimeout(resolve, 10));
      const here = describeSelf(folder, false);
      expect(findHolder({ ...here, pid, started: '12345' }, here)).toBe('gone');
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
