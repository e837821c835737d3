import { StillwebError } from '../errors.ts';
import { MAX_CONFIG_BYTES } from '../limits.ts';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from '../store/file-system.ts';

/** Looked for in the working folder. */
export const CONFIG_FILE = 'stillweb.config.json';

/** What a file of settings holds. */
export interface Config {
  /** As it was named. */
  readonly path: string;
  /** Named with `--config`, and so trusted as a flag is; one that was found may have been put there by others. */
  readonly isNamed: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Reads the file that was named, or else the one of the working folder; null where there is none.
 *
 * @throws StillwebError SETTING_INVALID for what cannot be read, is no file, is larger than MAX_CONFIG_BYTES or no JSON
 * object, and for a link in the working folder
 */
export function readConfig(named: string | undefined): Config | null {
  const path = named ?? CONFIG_FILE;
  if (named === undefined) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (found.isSymbolicLink()) {
      throw refuse(path, `is a link, which is followed only when it is named: give --config ${path}`);
    }
  }
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse(path, 'is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(path, 'is not a JSON object');
  return { path, isNamed: named !== undefined, settings: value as Record<string, unknown> };
}

/** What was opened is looked at: a pipe in its place would be waited for without end. */
function readText(path: string): string {
  try {
    return readSmall(path);
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    throw refuse(path, `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, cause);
  }
}

function readSmall(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw refuse(path, 'is no file');
    if (stat.size > MAX_CONFIG_BYTES) throw refuse(path, `has ${stat.size} bytes, over ${MAX_CONFIG_BYTES}`);
    return decode(path, readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** Without its mark. A wrong byte is no letter of a name or a path: `caf\xe9` would become another file. */
function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse(path, 'is not UTF-8', cause);
  }
}

function refuse(path: string, what: string, cause?: unknown): StillwebError {
  return new StillwebError('SETTING_INVALID', `${path} ${what}`, { file: path }, { cause });
}
