import { canonicalJson } from '../src/bytes/canonical-json.ts';
import { sha256 } from '../src/bytes/hash.ts';
import type { BigIntStats } from '../src/store/file-system.ts';
import { statFound, statInput } from './ingest/file-bytes.ts';
import { walkFolder } from './ingest/folder-walk.ts';

/**
 * Tells whether inputs are untouched since an interrupted build: name, format, size and times of every file that a build
 * would read, and what it would find wrong with the others. What a build passes over is passed over here.
 * It guards the resume journal only and is never written into an index.
 *
 * @param paths absolute
 * @param output the index directory
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
 */
export function fingerprintInputs(paths: readonly string[], output: string): string {
  return sha256(canonicalJson(paths.map((path) => [path, describeInput(path, output)])));
}

function describeInput(path: string, output: string): unknown {
  const stat = statInput(path);
  return stat.isDirectory() ? describeFolder(path, output) : describeFile(stat);
}

function describeFolder(folder: string, output: string): string[][] {
  const entries: string[][] = [];
  for (const entry of walkFolder(folder, output)) {
    if (entry.fault !== undefined) entries.push([entry.path, entry.fault.code]);
    else if (entry.ignored === undefined) {
      entries.push([entry.name, entry.reader.name, describeFile(statFound(entry.path))]);
    }
  }
  return entries;
}

/** The time of the last change of the node tells of content that was written under its old time, and of permissions. */
function describeFile(stat: BigIntStats | null): string {
  return stat === null ? 'unreachable' : `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}`;
}
