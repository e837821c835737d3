import { StillwebError } from '../../src/errors.ts';
import { recordFault } from './record-fault.ts';

const ABSENT_CODES = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'ENAMETOOLONG']);
/** What is wrong is the process or the machine at this moment, and no file. */
const MACHINE_CODES = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC', 'ENOBUFS', 'EINTR', 'EAGAIN']);

/** The catalogue's error for a failed call of the file system on an input. */
export function inputFault(path: string, cause: unknown): StillwebError {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  if (ABSENT_CODES.has(reason)) {
    return new StillwebError('INPUT_MISSING', `${path} cannot be read (${reason})`, { file: path, reason }, { cause });
  }
  const facts = { file: path, reason };
  return new StillwebError('STORAGE_FAILED', `reading ${path} failed (${reason})`, facts, { cause });
}

/** @param what goes on after the path */
export function irregularFault(path: string, what: string): StillwebError {
  return recordFault('FILE_IRREGULAR', { file: path }, what);
}

/**
 * Whether a fault met at one record or file is of the whole build: left out, that file would be missing from an index that
 * another run would give it. `--on-error skip` does not cover it.
 */
export function endsBuild({ code, facts }: StillwebError): boolean {
  return code === 'INPUT_CHANGED' || (code === 'STORAGE_FAILED' && MACHINE_CODES.has(String(facts.reason)));
}
