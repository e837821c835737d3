import { type ErrorFacts, StillwebError } from '../errors.ts';

/** What the operator can mend. Node throws them as they are; they are faults of the disk or its limits, not bugs of ours. */
const CODES = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENODEV',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
  'EXDEV',
]);
/** Calls that speak to a network and not to a disk. */
const NO_STORAGE = new Set(['connect', 'listen', 'accept', 'bind', 'getaddrinfo']);

/** A fault of the file system as the catalogue knows it; null for anything else. */
export function storageFault(error: unknown): StillwebError | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || !CODES.has(code) || NO_STORAGE.has(syscall)) return null;
  const facts: ErrorFacts = { errno: code, syscall, ...(path === undefined ? {} : { path }) };
  return new StillwebError('STORAGE_FAILED', message, facts, { cause: error });
}
