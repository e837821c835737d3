import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNoFile, openFault, storageFault } from '../../../src/store/storage-fault.ts';

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

it('knows a fault of the file system by its code and its call', () => {
  const error = thrownBy(() => readFileSync('/nowhere/at/all'));
  expect(storageFault(error)).toMatchObject({
    code: 'STORAGE_FAILED',
    facts: { errno: 'ENOENT', syscall: 'open', path: '/nowhere/at/all' },
    cause: error,
  });
});

it.each([
  ['a bug', new TypeError('x is not a function')],
  ['a fault of a network', Object.assign(new Error('refused'), { code: 'ETIMEDOUT', syscall: 'connect' })],
  ['a code without a call', Object.assign(new Error('full'), { code: 'ENOSPC' })],
  ['a code of another kind', Object.assign(new Error('bad'), { code: 'ERR_INVALID_ARG_TYPE', syscall: 'read' })],
  ['what is no error', 'EIO'],
])('takes %s for nothing of the kind', (_, error) => {
  expect(storageFault(error)).toBeNull();
});

const faultOf = (code: string, syscall = 'write'): Error =>
  Object.assign(new Error(`${code}: words`), { code, syscall });

it.each([
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EINTR',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOSPC',
  'ENOTDIR',
  'EROFS',
  'EXDEV',
  'Unknown system error -117',
])('knows %s, also with the mend where the words of the system do not give it', (code) => {
  expect(storageFault(faultOf(code))).toMatchObject({ code: 'STORAGE_FAILED', facts: { errno: code } });
});

it.each([
  ['EMFILE', /ulimit -n/],
  ['EDQUOT', /quota/],
  ['EROFS', /mount/],
  ['ENOSPC', /free some space/],
])('says for %s what mends it', (code, mend) => {
  expect(storageFault(faultOf(code))?.message).toMatch(mend);
});

it('knows a function of Node that makes several calls by the fault and not by its name', () => {
  expect(storageFault(faultOf('ERR_FS_EISDIR', 'rm'))).toMatchObject({ facts: { errno: 'EISDIR', syscall: 'rm' } });
});

it('tells a file that is missing, or is none, from a disk that does not open it', () => {
  for (const code of ['ENOENT', 'ELOOP', 'EISDIR', 'EINVAL']) {
    expect(isNoFile(faultOf(code, 'open'))).toBe(true);
    expect(openFault('ids.bin', faultOf(code, 'open'))).toMatchObject({
      code: 'INDEX_CORRUPT',
      facts: { file: 'ids.bin' },
    });
  }
  for (const code of ['EIO', 'EMFILE', 'EACCES']) {
    expect(openFault('ids.bin', faultOf(code, 'open'))).toMatchObject({
      code: 'STORAGE_FAILED',
      facts: { errno: code },
    });
  }
});
