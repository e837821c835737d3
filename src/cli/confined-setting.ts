import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isLoopback } from '../api/access.ts';

/**
 * What a file of settings that lies in the working folder may not do unless it was named with `--config`: whoever fills a
 * folder (an archive, a repository) must not thereby choose what is run, read or written elsewhere, or who may call.
 */

/** Run as code, or who may call and with what: never from a file that was merely found. */
const BY_HAND = new Set(['import', 'tokenFile', 'allowHost', 'allowOrigin']);
/** Options that name a file or a folder, of all commands. */
const PATHS = new Set(['out', 'topics', 'qrels', 'run', 'against', 'againstRun', 'workload', 'build', 'saveWorkload']);

/** @param name of the option @param value one value of it @returns why it is refused, or null */
export function refuseConfined(name: string, value: unknown): string | null {
  if (BY_HAND.has(name)) return 'is not taken from a file that was merely found';
  if (typeof value !== 'string') return null;
  if (name === 'host' && !isLoopback(value)) return `opens ${JSON.stringify(value)} to other machines`;
  const path = name === 'encoder' ? sourceOf(value) : PATHS.has(name) ? value : null;
  return path === null || isInside(path) ? null : `points out of the working folder: ${JSON.stringify(value)}`;
}

/** Of `KIND:SOURCE`: the source, which its kind may read as a path. */
function sourceOf(encoder: string): string | null {
  const colon = encoder.indexOf(':');
  return colon < 0 ? null : encoder.slice(colon + 1);
}

/** Whether a path stays in the working folder when its links are followed, as far as it exists. */
function isInside(path: string): boolean {
  // A URL names no place in the folder, although it would be a path of it.
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) return false;
  const way = relative(realpathSync('.'), followLinks(resolve(path)));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** The real path of what exists of it, and the rest as it is. */
function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(followLinks(parent), path.slice(parent.length));
  }
}
