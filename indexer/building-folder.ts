import { join } from 'node:path';
import { StillwebError } from '../src/errors.ts';
import { isFormatFile, ORIGINALS_FILE } from '../src/format/file-names.ts';
import { engineNames, namedEngine } from '../src/retrieval/engines.ts';
import { type Dirent, readdirSync } from '../src/store/file-system.ts';
import { removeOwnFiles } from '../src/store/own-files.ts';
import { SHINGLES_FILE } from './copies/shingle-spool.ts';
import { PLACES_FILE_PATTERN } from './invert/shard-plan.ts';
import {
  BLOCK_RECORD,
  BUILD_RECORD,
  CHANGED_ORIGINALS_FILE,
  CHANGES_FILE,
  FILE_RECORD,
  JOINED_FILE,
  PAGE_RECORD,
} from './sources/record-names.ts';
import { JOURNAL_FILE, UNIT_FILE_PATTERN } from './unit/unit-file.ts';

/** What a build has in `building/` of an index directory, and how it takes it away: by its names, and nothing else. */

/** The generation that is being made. */
export function stagedFolder(building: string): string {
  return join(building, 'generation');
}

/** Whether a generation may have a file of this name: every generation has, or one of an engine that is known here. */
export function isBuildFile(name: string): boolean {
  return isFormatFile(name) || engineNames().some((engine) => namedEngine(engine).files.includes(name));
}

/**
 * Removes the generation that an interrupted build was making.
 *
 * @throws StillwebError OUTPUT_NOT_OURS where something else is in its folder, which would become a part of the next one
 */
export function clearStaged(building: string): void {
  const staged = stagedFolder(building);
  const left = removeOwnFiles(staged, isBuildFile);
  if (left.length > 0) throw notOurs(staged, left);
}

const RECORDS = [PAGE_RECORD, FILE_RECORD, BUILD_RECORD, BLOCK_RECORD];
const SPOOLS = [CHANGES_FILE, CHANGED_ORIGINALS_FILE, ORIGINALS_FILE, SHINGLES_FILE, JOINED_FILE];
const FILES = [JOURNAL_FILE, ...RECORDS, ...SPOOLS];
const FILE_PATTERNS = [UNIT_FILE_PATTERN, PLACES_FILE_PATTERN];

/** Whether a build makes a file of this name in `building/`. */
function isWorkFile(name: string): boolean {
  return FILES.includes(name) || FILE_PATTERNS.some((pattern) => pattern.test(name));
}

/**
 * Looks at what stands where a build reads and writes, before it does: a pipe would be waited for without end, and a link leads
 * elsewhere.
 *
 * @throws StillwebError OUTPUT_NOT_OURS where it is no file, or no folder where a folder should be
 */
export function checkBuilding(building: string): void {
  const strange = listFolder(building).filter((entry) => {
    if (join(building, entry.name) === stagedFolder(building)) return !entry.isDirectory();
    return isWorkFile(entry.name) && !entry.isFile();
  });
  if (strange.length > 0) throw notOurs(building, strange.map(({ name }) => name).sort());
}

function listFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function notOurs(folder: string, left: readonly string[]): StillwebError {
  const entries = left.slice(0, 3);
  const names = entries.map((name) => JSON.stringify(name)).join(', ');
  const message = `${JSON.stringify(folder)} holds ${names}, which no build has made`;
  return new StillwebError('OUTPUT_NOT_OURS', message, { directory: folder, entries });
}

/** Removes units, journal and staged files. What somebody else put beside them stays, and the folder with it. */
export function clearBuilding(building: string): void {
  clearStaged(building);
  removeOwnFiles(building, isWorkFile);
}
