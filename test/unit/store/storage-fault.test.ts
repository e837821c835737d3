import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { storageFault } from '../../../src/store/storage-fault.ts';

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
