import { type ErrorFacts, StillwebError } from '../errors.ts';

/** What the operator can mend. Node throws them as they are; they are faults of the disk or its limits, not bugs of ours. */
const CODES = new Set([
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EHOSTDOWN',
  'EINTR',
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
  'ENOLCK',
  'ENOSYS',
  'ENOTCONN',
  'ENOTDIR',
  'ENOTEMPTY',
  'ENOTSUP',
  'ENXIO',
  'EOPNOTSUPP',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
  'EXDEV',
]);
/** Calls that speak to a network and not to a disk. */
const NO_STORAGE = new Set(['connect', 'listen', 'accept', 'bind', 'getaddrinfo']);

/** What mends those of which the words of the system do not say it. */
const MENDS: Readonly<Record<string, string>> = {
  EDQUOT: 'the quota of this user is used up: free some of it, or write elsewhere',
  EFBIG: 'a file may not be so large here: raise ulimit -f, or write to another file system',
  EMFILE: 'this process has too many files open: raise ulimit -n',
  ENFILE: 'this machine has too many files open: end other programs, or raise fs.file-max',
  ENOSPC: 'free some space there, or write elsewhere',
  EROFS: 'mount it for writing, or write elsewhere',
  EXDEV: 'a rename cannot leave its file system: let the whole directory be on one',
};

/** Of a number that Node has no name for, such as that of a damaged file system. */
const NAMELESS = /^Unknown system error -\d+$/;

/** A fault of the file system as the catalogue knows it; null for anything else. */
export function storageFault(error: unknown): StillwebError | null {
  if (!(error instanceof Error)) return null;
  const { code, syscall, path, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined || NO_STORAGE.has(syscall)) return null;
  // Functions of Node that are no single call of the system, such as `rmSync`, have codes of their own for the same.
  const errno = code.replace(/^ERR_FS_/, '');
  if (!CODES.has(errno) && !NAMELESS.test(code)) return null;
  const facts: ErrorFacts = { errno, syscall, ...(path === undefined ? {} : { path }) };
  const mend = MENDS[errno];
  return new StillwebError('STORAGE_FAILED', mend === undefined ? message : `${message} (${mend})`, facts, {
    cause: error,
  });
}

/** Nothing can be read under the name of a file of an index, or no file is there. */
const NO_FILE: ReadonlySet<string | undefined> = new Set(['EINVAL', 'EISDIR', 'ELOOP', 'ENOENT', 'ENOTDIR', 'ENXIO']);

/** Whether a fault of opening says that there is no such file, and nothing about the disk. */
export function isNoFile(error: unknown): boolean {
  return NO_FILE.has((error as NodeJS.ErrnoException).code);
}

/** Whether a fault of opening says that nothing is under the name. */
export function isAbsent(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Why a file of an index cannot be opened: the index is damaged, or the disk or its limits are at fault. */
export function openFault(file: string, cause: unknown): StillwebError {
  const fault = isNoFile(cause) ? null : storageFault(cause);
  return fault ?? new StillwebError('INDEX_CORRUPT', `${file} cannot be opened`, { file }, { cause });
}
