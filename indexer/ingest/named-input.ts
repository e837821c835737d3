import { isatty } from 'node:tty';
import { StillwebError } from '../../src/errors.ts';
import { fstatSync, lstatSync, type Stats, statSync } from '../../src/store/file-system.ts';
import { inputFault } from './input-fault.ts';

/** What a person names as an input. */

/** The name of standard input. */
export const STANDARD_INPUT = '-';
/** Names of what this process has open already. Shells name process substitutions so: `<(zcat corpus.gz)`. */
const DESCRIPTOR = /^\/(?:dev\/fd|proc\/self\/fd)\/(\d{1,9})$/;

export type NamedInput =
  | { readonly kind: 'file' | 'folder'; readonly stat: Stats }
  /** A pipe or a socket, or a file that is open already: read once, from where it stands. */
  | { readonly kind: 'stream'; readonly descriptor: number; readonly stat: Stats };

/**
 * What a named input is. A link is followed, for whoever names it means what it leads to. Nothing is opened.
 *
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
 */
export function lookAtInput(path: string): NamedInput {
  const stat = path === STANDARD_INPUT ? statDescriptor(0) : statInput(path);
  if (path === STANDARD_INPUT && stat.isFile()) return { kind: 'stream', descriptor: 0, stat };
  if (path !== STANDARD_INPUT && stat.isFile()) return { kind: 'file', stat };
  if (path !== STANDARD_INPUT && stat.isDirectory()) return { kind: 'folder', stat };
  const descriptor = descriptorOf(path);
  const isPiped = stat.isFIFO() || stat.isSocket();
  if (isPiped && descriptor !== null) return { kind: 'stream', descriptor, stat };
  throw new StillwebError('INPUT_MISSING', refusal(path, stat, descriptor), { file: path });
}

/** Whether an input is a stream, so that it cannot be read a second time. */
export function isReadOnce(path: string): boolean {
  try {
    return lookAtInput(path).kind === 'stream';
  } catch {
    // Whoever opens it tells what is wrong.
    return false;
  }
}

function refusal(path: string, stat: Stats, descriptor: number | null): string {
  const name = path === STANDARD_INPUT ? 'standard input' : path;
  if (descriptor !== null && isatty(descriptor)) return `${name} is a terminal: pipe the collection into it`;
  if (stat.isFIFO()) return `${name} is a pipe, which is read as standard input alone: stillweb index - < ${name}`;
  if (stat.isDirectory()) return `${name} is a folder: name the folder itself`;
  return `${name} is ${stat.isSocket() ? 'a socket' : 'a device'}, and neither a file nor a folder`;
}

/** The descriptor that a path names; null for any other path. */
function descriptorOf(path: string): number | null {
  if (path === STANDARD_INPUT || path === '/dev/stdin') return 0;
  const named = DESCRIPTOR.exec(path);
  return named === null ? null : Number(named[1]);
}

/** What a named file or folder is, links followed. @throws StillwebError INPUT_MISSING, STORAGE_FAILED */
export function statInput(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw inputFault(path, cause);
  }
}

function statDescriptor(descriptor: number): Stats {
  try {
    return fstatSync(descriptor);
  } catch (cause) {
    throw inputFault(STANDARD_INPUT, cause);
  }
}

/** What a file found in a folder is; null when it is gone, or cannot be reached: reading it will tell. */
export function statFound(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}
