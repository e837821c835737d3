/**
 * The file system, as an index and its builder use it: what `node:fs` has under these names. Files of `src/store` and of the
 * indexer import from here, so that a test can put faults between them and the disk.
 */
import * as node from 'node:fs';
import * as promises from 'node:fs/promises';

export type { BigIntStats, Dirent, Stats } from 'node:fs';
export { constants } from 'node:fs';

const standard = {
  closeSync: node.closeSync,
  createReadStream: node.createReadStream,
  existsSync: node.existsSync,
  fstatSync: node.fstatSync,
  fsyncSync: node.fsyncSync,
  ftruncateSync: node.ftruncateSync,
  lstatSync: node.lstatSync,
  mkdirSync: node.mkdirSync,
  open: promises.open,
  openSync: node.openSync,
  readdirSync: node.readdirSync,
  realPath: node.realpathSync.native,
  readFileSync: node.readFileSync,
  readSync: node.readSync,
  renameSync: node.renameSync,
  rmSync: node.rmSync,
  statSync: node.statSync,
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

/** The function that is in use when it is called. */
function delegate<Name extends keyof FileSystem>(name: Name): FileSystem[Name] {
  const call = (...given: unknown[]): unknown => (current[name] as (...given: unknown[]) => unknown)(...given);
  return call as FileSystem[Name];
}

export const closeSync = delegate('closeSync');
export const createReadStream = delegate('createReadStream');
export const existsSync = delegate('existsSync');
export const fstatSync = delegate('fstatSync');
export const fsyncSync = delegate('fsyncSync');
export const ftruncateSync = delegate('ftruncateSync');
export const lstatSync = delegate('lstatSync');
export const mkdirSync = delegate('mkdirSync');
export const open = delegate('open');
export const openSync = delegate('openSync');
export const readdirSync = delegate('readdirSync');
export const readFileSync = delegate('readFileSync');
export const readSync = delegate('readSync');
export const realPath = delegate('realPath');
export const renameSync = delegate('renameSync');
export const rmSync = delegate('rmSync');
export const statSync = delegate('statSync');
export const writeSync = delegate('writeSync');
