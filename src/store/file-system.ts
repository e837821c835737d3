/**
 * The file system, as an index and its builder use it: what `node:fs` has under these names. Files of `src/store` and of the
 * indexer import from here, so that a test can put faults between them and the disk.
 */
import * as node from 'node:fs';
import * as promises from 'node:fs/promises';
import { repeatInterrupted } from './repeated-call.ts';

export type { BigIntStats, Dirent, Stats } from 'node:fs';
export { constants } from 'node:fs';

const standard = {
  accessSync: node.accessSync,
  closeSync: node.closeSync,
  createReadStream: node.createReadStream,
  existsSync: node.existsSync,
  fstatSync: node.fstatSync,
  fsyncSync: node.fsyncSync,
  ftruncateSync: node.ftruncateSync,
  linkSync: node.linkSync,
  lstatSync: node.lstatSync,
  mkdirSync: node.mkdirSync,
  mkdtempSync: node.mkdtempSync,
  open: promises.open,
  openSync: node.openSync,
  readdirSync: node.readdirSync,
  realPath: node.realpathSync.native,
  readFileSync: node.readFileSync,
  readlinkSync: node.readlinkSync,
  readSync: node.readSync,
  renameSync: node.renameSync,
  rmdirSync: node.rmdirSync,
  rmSync: node.rmSync,
  statSync: node.statSync,
  unlinkSync: node.unlinkSync,
  writeSync: node.writeSync,
};

export type FileSystem = typeof standard;

let current: FileSystem = standard;

/**
 * Puts other functions in the place of some. Of this thread only: a module that does it is named to whoever starts threads.
 *
 * @param change makes them from those that are in use
 * @returns takes them away again
 */
export function changeFileSystem(change: (before: FileSystem) => Partial<FileSystem>): () => void {
  const before = current;
  current = { ...before, ...change(before) };
  return () => {
    current = before;
  };
}

/**
 * The function that is in use when it is called. Where a signal has interrupted it (EINTR, as file systems over a network and
 * in user space answer), it is called again. A close is not: its number is free by then, and may be another file's.
 */
function delegate<Name extends keyof FileSystem>(name: Name): FileSystem[Name] {
  const call = (...given: unknown[]): unknown =>
    repeatInterrupted(() => (current[name] as (...given: unknown[]) => unknown)(...given));
  return call as FileSystem[Name];
}

function close(file: number): void {
  try {
    current.closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error;
  }
}

export const accessSync = delegate('accessSync');
export const closeSync: FileSystem['closeSync'] = close;
export const createReadStream = delegate('createReadStream');
export const existsSync = delegate('existsSync');
export const fstatSync = delegate('fstatSync');
export const fsyncSync = delegate('fsyncSync');
export const ftruncateSync = delegate('ftruncateSync');
export const linkSync = delegate('linkSync');
export const lstatSync = delegate('lstatSync');
export const mkdirSync = delegate('mkdirSync');
export const mkdtempSync = delegate('mkdtempSync');
export const open = delegate('open');
export const openSync = delegate('openSync');
export const readdirSync = delegate('readdirSync');
export const readFileSync = delegate('readFileSync');
export const readlinkSync = delegate('readlinkSync');
export const readSync = delegate('readSync');
export const realPath = delegate('realPath');
export const renameSync = delegate('renameSync');
export const rmdirSync = delegate('rmdirSync');
export const rmSync = delegate('rmSync');
export const statSync = delegate('statSync');
export const unlinkSync = delegate('unlinkSync');
export const writeSync = delegate('writeSync');
