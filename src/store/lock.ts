import { StillwebError } from '../errors.ts';
import { createDurably, removeFile, tryToRemove } from './durable.ts';
import { closeSync, fstatSync, renameSync } from './file-system.ts';
import { lockInKernel } from './kernel-lock.ts';
import { lockFile } from './layout.ts';
import {
  decodeHolder,
  describeSelf,
  encodeHolder,
  findHolder,
  type LockHolder,
  type Presence,
  tokenOf,
} from './lock-holder.ts';
import { openRegular, readOpened } from './regular-file.ts';

const MOST_LOCK_BYTES = 4096;
const ATTEMPTS = 100;

/** A lock as it was read. */
interface SeenLock {
  readonly token: string;
  /** null for what no builder has written */
  readonly holder: LockHolder | null;
}

/**
 * Admits one builder to an index directory.
 *
 * `LOCK` names the process that holds it, and appears whole or not at all. One that is certainly gone is succeeded, and only
 * so: whoever makes the file `LOCK.TOKEN`, where TOKEN tells that lock from all others, is its one successor, and replaces
 * `LOCK` by a rename. At no moment there is none. A successor that dies before is succeeded in the same way, link by link.
 *
 * @param directory absolute
 * @param lockKernel asks the kernel for a lock of its own
 * @returns a function that releases the lock
 * @throws StillwebError INDEX_LOCKED while the builder is alive, or where nobody here can know
 */
export function lockDirectory(directory: string, lockKernel: typeof lockInKernel = lockInKernel): () => void {
  const path = lockFile(directory);
  const unlockKernel = lockKernel(directory);
  if (unlockKernel === 'held') throw locked(directory, readLock(path)?.holder ?? null, 'here');
  try {
    const token = takeLock(directory, path, describeSelf(directory, unlockKernel !== null));
    return () => {
      try {
        if (readLock(path)?.token === token) removeFile(path);
      } finally {
        unlockKernel?.();
      }
    };
  } catch (error) {
    unlockKernel?.();
    throw error;
  }
}

/** @returns the token of the lock that this process now holds */
function takeLock(directory: string, path: string, self: LockHolder): string {
  const text = encodeHolder(self);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (createDurably(path, text)) return ownToken(path);
    const first = readLock(path);
    if (first === null) continue;
    const last = lastSuccessor(path, first);
    const presence = last.holder === null ? 'unknown' : findHolder(last.holder, self);
    if (presence !== 'gone') {
      // What was read may be of a lock that is succeeded by now, or released.
      if (readLock(path)?.token !== first.token) continue;
      throw locked(directory, last.holder, presence);
    }
    const claim = `${path}.${last.token}`;
    if (createDurably(claim, text) && succeed(path, claim, first)) return ownToken(path);
  }
  throw locked(directory, readLock(path)?.holder ?? null, 'here');
}

/** The end of the chain of those that succeeded each other and died before they had replaced the lock. */
function lastSuccessor(path: string, first: SeenLock): SeenLock {
  let last = first;
  const seen = new Set<string>();
  while (!seen.has(last.token)) {
    seen.add(last.token);
    const next = readLock(`${path}.${last.token}`);
    if (next === null) break;
    last = next;
  }
  return last;
}

/**
 * Replaces the lock. A claim holds while the lock is the one that it is about: claims are removed behind a replacement only,
 * so there was no other one.
 */
function succeed(path: string, claim: string, first: SeenLock): boolean {
  try {
    if (readLock(path)?.token !== first.token) {
      tryToRemove(claim);
      return false;
    }
    renameSync(claim, path);
    return true;
  } catch (error) {
    tryToRemove(claim);
    throw error;
  }
}

function ownToken(path: string): string {
  return (readLock(path) as SeenLock).token;
}

/** null for none. @throws the fault of the system, also for what is no file */
function readLock(path: string): SeenLock | null {
  let file: number;
  try {
    file = openRegular(path, { refusesLink: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { ino, mtimeNs } = fstatSync(file, { bigint: true });
    // One that is longer is no builder's either.
    const text = readOpened(file, MOST_LOCK_BYTES) ?? '';
    return { token: tokenOf(text, ino, mtimeNs), holder: decodeHolder(text) };
  } finally {
    closeSync(file);
  }
}

function locked(directory: string, holder: LockHolder | null, presence: Presence): StillwebError {
  const lock = lockFile(directory);
  if (holder === null) {
    const message = `${lock} is not a lock that this program can read, and is left alone`;
    return new StillwebError('INDEX_LOCKED', message, { directory, lock });
  }
  const { pid, host } = holder;
  const facts = { directory, lock, pid, host };
  if (presence === 'here')
    return new StillwebError('INDEX_LOCKED', `process ${pid} is building in ${directory}`, facts);
  const where = host === '' ? 'elsewhere' : `on ${host.split(' ')[0]}, in another container or since another start`;
  const message = `process ${pid} ${where} holds ${lock}, and from here nobody can see whether it still builds`;
  return new StillwebError('INDEX_LOCKED', message, facts);
}
