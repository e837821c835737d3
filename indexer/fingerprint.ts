import { join } from 'node:path';
import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import { type BigIntStats, lstatSync, readdirSync } from '../src/store/file-system.ts';

/**
 * Tells whether inputs are untouched since an interrupted build: name, size and times of every file.
 * It guards the resume journal only and is never written into an index.
 */
export function fingerprintInputs(paths: readonly string[]): string {
  return sha256(canonicalJson(paths.map((path) => [path, describe(path)])));
}

function describe(path: string): unknown {
  const stat = lstatSync(path, { bigint: true });
  if (!stat.isDirectory()) return describeFile(stat);
  return readdirSync(path)
    .sort()
    .map((name) => [name, describe(join(path, name))]);
}

function describeFile(stat: BigIntStats): string {
  return `${stat.size} ${stat.mtimeNs} ${stat.ino}`;
}
