import { basename, dirname, join, resolve } from 'node:path';
import { type ErrorFacts, StillwebError } from '../errors.ts';
import { syncFolder, TEMPORARY_DIGITS, tryToRemove, writeBeside } from './durable.ts';
import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  type Stats,
  statSync,
} from './file-system.ts';
import {
  buildingFolder,
  currentFile,
  generationsFolder,
  heldFolder,
  lockFile,
  markerFile,
  setAsideFolder,
  sourcesFolder,
} from './layout.ts';
import { readManifest } from './open.ts';
import { readRegular } from './regular-file.ts';

/**
 * A build writes into a directory that is absent, empty or an index directory, and into no other: what it removes there
 * later is then its own. `STILLWEB` says that a directory is one.
 */

const MARKER = 'stillweb index directory 1\n';
const MARKER_PATTERN = /^stillweb index directory (\d{1,6})\n/;
/** A later version may say more. */
const MOST_MARKER_BYTES = 65_536;

const FOLDERS = [buildingFolder, generationsFolder, sourcesFolder, heldFolder, setAsideFolder];
const FILES = [markerFile, currentFile, lockFile];

/** What an index directory holds, by name. */
export const OUTPUT_NAMES: readonly string[] = [...FILES, ...FOLDERS].map((place) => basename(place('index')));

/** Files that are being made, of a builder that has not come to its end: `LOCK.0123456789abcdef`. */
const TEMPORARY = new RegExp(`^(STILLWEB|CURRENT|LOCK)\\.([0-9a-f]{${TEMPORARY_DIGITS}}|new)$`);

/** Digits of the manifest's hash in the name of a generation. */
const NAME_DIGITS = 16;

/** Entries of an error message. */
const NAMED_ENTRIES = 3;

/** @throws StillwebError SETTING_INVALID where a path is no path, such as that of a variable that was never set */
export function checkDirectory(directory: string): void {
  if (directory.trim() !== '' && !directory.includes('\0')) return;
  const message = `${JSON.stringify(directory)} is no directory for an index; the working folder is "."`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'out' });
}

/**
 * Makes a directory that of an index, or finds that it is one. Nothing is written into any other.
 *
 * @param directory absolute
 * @throws StillwebError OUTPUT_NOT_OURS where it holds something else; OUTPUT_UNUSABLE where no folder can be there;
 * INDEX_TOO_NEW
 */
export function claimDirectory(directory: string): void {
  makeFolder(directory);
  const entries = readdirSync(directory).filter((name) => !TEMPORARY.test(name));
  // Read after the entries: a builder that starts at the same moment makes it before it makes any of them.
  const isMarked = hasMarker(directory);
  if (!isMarked && entries.length > 0 && !holdsIndex(directory)) throw notOurs(directory, entries);
  checkKinds(directory);
  if (!isMarked) writeMarker(directory);
  checkRights(directory);
}

/** Removes what builders left that came to their end while they made a file. To be called by the one that holds the lock. */
export function removeLeftovers(directory: string): void {
  for (const name of readdirSync(directory)) if (TEMPORARY.test(name)) tryToRemove(join(directory, name));
}

function makeFolder(directory: string): void {
  try {
    if (statSync(directory).isDirectory()) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(directory, error);
    try {
      mkdirSync(directory, { recursive: true });
    } catch (cause) {
      throw unusable(directory, cause);
    }
    syncFolder(dirname(directory));
    return;
  }
  const message = `${JSON.stringify(directory)} is not a folder`;
  throw new StillwebError('OUTPUT_UNUSABLE', message, { directory });
}

/** No folder can be here, whatever is done to the disk. */
const IN_THE_WAY: Readonly<Record<string, string>> = {
  EEXIST: 'something that is no folder is in its place',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its path is a loop of symbolic links',
  ENAMETOOLONG: 'its name is too long',
  EINVAL: 'the file system takes no such name',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'the file system makes no folder there',
};

function unusable(directory: string, cause: unknown): unknown {
  const { code = '', syscall = '' } = cause as NodeJS.ErrnoException;
  const reason = IN_THE_WAY[code];
  if (reason === undefined) return cause;
  const message = `no index can be in ${JSON.stringify(directory)}: ${reason} (${code})`;
  return new StillwebError('OUTPUT_UNUSABLE', message, { directory, errno: code, syscall }, { cause });
}

/** @throws StillwebError OUTPUT_NOT_OURS where another file has its name; INDEX_TOO_NEW */
function hasMarker(directory: string): boolean {
  const stats = lookAt(markerFile(directory));
  if (stats === null) return false;
  const text = stats.isFile() ? readRegular(markerFile(directory), MOST_MARKER_BYTES, { refusesLink: true }) : null;
  const [, version] = MARKER_PATTERN.exec(text ?? '') ?? [];
  if (version === undefined) throw notOurs(directory, ['STILLWEB'], ', which no build has made');
  if (version === '1') return true;
  const message = `${directory} is an index directory of form ${version}, and this program knows form 1`;
  throw new StillwebError('INDEX_TOO_NEW', message, { directory, found: Number(version), known: 1 });
}

/** Whether a program that knew no marker made an index here: `CURRENT` names a generation, and that has its manifest. */
function holdsIndex(directory: string): boolean {
  try {
    if (lookAt(currentFile(directory))?.isFile() !== true) return false;
    const { current, folder } = readManifest(directory);
    const isNamed = current.generation.endsWith(`-${current.manifest.slice(0, NAME_DIGITS)}`);
    const isFolder = (path: string): boolean => lookAt(path)?.isDirectory() === true;
    return isNamed && isFolder(generationsFolder(directory)) && isFolder(folder);
  } catch (error) {
    // Of another version, and so ours: its files are not read.
    return error instanceof StillwebError && (error.code === 'INDEX_TOO_OLD' || error.code === 'INDEX_TOO_NEW');
  }
}

/** Under the names of an index stands only what a build makes: no link, through which another folder would be written to. */
function checkKinds(directory: string): void {
  const refuse = (path: string, wanted: string, isOurs: (stats: Stats) => boolean): void => {
    const stats = lookAt(path);
    if (stats === null || isOurs(stats)) return;
    const found = stats.isSymbolicLink() ? 'a symbolic link' : stats.isDirectory() ? 'a folder' : 'something else';
    throw notOurs(directory, [basename(path)], `, which is ${found} where a build makes ${wanted}`);
  };
  for (const place of FILES) refuse(place(directory), 'a file', (stats) => stats.isFile());
  for (const place of FOLDERS) refuse(place(directory), 'a folder', (stats) => stats.isDirectory());
  const { dev } = statSync(directory);
  for (const place of FOLDERS) {
    const stats = lookAt(place(directory));
    if (stats === null || stats.dev === dev) continue;
    const message = `${JSON.stringify(place(directory))} is on another file system than its directory: nothing can be renamed into it`;
    throw new StillwebError('OUTPUT_UNUSABLE', message, { directory, path: place(directory), errno: 'EXDEV' });
  }
}

/** Of an index that another user has made: it can be read, and nothing can be built in it. */
function checkRights(directory: string): void {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(directory, error);
  }
}

/** null for nothing */
function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function writeMarker(directory: string): void {
  try {
    const temporary = writeBeside(markerFile(directory), MARKER);
    try {
      renameSync(temporary, markerFile(directory));
    } catch (error) {
      tryToRemove(temporary);
      throw error;
    }
    syncFolder(directory);
  } catch (error) {
    // Another builder has made it meanwhile, and has removed this one as a leftover.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && hasMarker(directory)) return;
    throw unusable(resolve(directory), error);
  }
}

function notOurs(directory: string, entries: readonly string[], what = ''): StillwebError {
  const names = [...entries].sort().slice(0, NAMED_ENTRIES);
  const more = entries.length > names.length ? ` and ${entries.length - names.length} more` : '';
  const message = `${JSON.stringify(directory)} holds ${names.map((name) => JSON.stringify(name)).join(', ')}${more}${what}${what === '' ? ', and is no index directory' : ''}`;
  const facts: ErrorFacts = { directory, entries: names };
  return new StillwebError('OUTPUT_NOT_OURS', message, facts);
}
