import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isLoopback } from '../api/loopback.ts';

/**
 * What a file of settings that lies in the working folder may not do unless it was named with `--config`: whoever fills a
 * folder (an archive, a repository) must not thereby choose what is run, read or written elsewhere, or who may call.
 */

/** Run as code, or who may call and with what: never from a file that was merely found. */
const BY_HAND = new Set(['import', 'tokenFile', 'allowHost', 'allowOrigin', 'allow', 'server', 'judge']);
/** Options that name a file or a folder, of all commands. */
const PATHS = new Set([
  'out',
  'topics',
  'qrels',
  'run',
  'against',
  'againstRun',
  'givenRun',
  'perQuery',
  'writeTopics',
  'workload',
  'build',
  'saveWorkload',
  'index',
  'misses',
  'block',
  'questions',
  'evidence',
  'gold',
  'corpus',
  'runs',
  'answers',
  'keyPoints',
  'judgeRecord',
  'writeBlock',
  'encoderPath',
  'encoderCache',
  'queryTokenizer',
  'queryWeights',
  'textsFrom',
]);

/** @param name of the option @param value one value of it @returns why it is refused, or null */
export function refuseConfined(name: string, value: unknown): string | null {
  if (BY_HAND.has(name)) return 'is not taken from a file that was merely found';
  if (typeof value !== 'string') return null;
  if (name === 'host' && !isLoopback(value)) return `opens ${JSON.stringify(value)} to other machines`;
  const path = isModel(name) ? sourceOf(value) : PATHS.has(name) ? placeOf(name, value) : null;
  return path === null || isInside(path) ? null : `points out of the working folder: ${JSON.stringify(value)}`;
}

/** An index may be named before its directory: `NAME=DIR`. */
function placeOf(name: string, value: string): string {
  return name === 'index' ? value.replace(/^[^=/]*=/, '') : value;
}

/** Options that name a model: `KIND:SOURCE`. */
function isModel(name: string): boolean {
  return name === 'encoder' || name === 'reranker';
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
  const real = followLinks(resolve(path));
  if (real === null) return false;
  const way = relative(realpathSync('.'), real);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** The real path of what exists of it, and the rest as it is; null behind a link to nothing, where a write would make it. */
function followLinks(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    if (isLink(path)) return null;
    const parent = dirname(path);
    if (parent === path) return path;
    const real = followLinks(parent);
    return real === null ? null : join(real, path.slice(parent.length));
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
