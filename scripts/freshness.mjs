// Tells whether what is installed and what is built still match what they were made from. Plain Node, no dependency.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = join('dist', '.built');

/**
 * True when node_modules holds the very versions of npm-shrinkwrap.json. Contents are compared, not times: a checkout makes
 * every file new. A package that is missing is forgiven where the lock calls it optional (it is for another platform).
 */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'npm-shrinkwrap.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || present === null) return false;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** True when the last build ended well and no file that shapes it has been added, removed or changed since. */
export function isBuilt(root) {
  try {
    return readFileSync(join(root, STAMP), 'utf8') === describeSources(root);
  } catch {
    return false;
  }
}

/** Call before a build: one that is cut off must not look like a finished one. */
export function clearStamp(root) {
  rmSync(join(root, STAMP), { force: true });
}

/** Call after a build, with what `describeSources` said before it: a file changed meanwhile then counts as changed. */
export function writeStamp(root, sources) {
  writeFileSync(join(root, STAMP), sources);
}

/** A digest of path, size and time of every file that the build reads. */
export function describeSources(root) {
  const files = ['npm-shrinkwrap.json', 'tsconfig.json'];
  for (const folder of ['src', 'indexer', 'scripts', 'test']) {
    for (const path of listFiles(root, folder)) {
      if (folder === 'src' || folder === 'indexer' || /\.(ts|mjs)$/.test(path)) files.push(path);
    }
  }
  const hash = createHash('sha256');
  for (const path of files.sort()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return `${hash.digest('hex')}\n`;
}

function listFiles(root, folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(root, path) : [path];
  });
}
