import { join } from 'node:path';
import { StillwebError } from '../src/errors.ts';
import { isFormatFile } from '../src/format/file-names.ts';
import { engineNames, namedEngine } from '../src/retrieval/engines.ts';
import { removeOwnFiles } from '../src/store/own-files.ts';
import { PLACES_FILE_PATTERN } from './invert/shard-plan.ts';
import { JOURNAL_FILE, UNIT_FILE_PATTERN } from './unit/unit-file.ts';

/** What a build has in `building/` of an index directory, and how it takes it away: by its names, and nothing else. */

/** The generation that is being made. */
export function stagedFolder(building: string): string {
  return join(building, 'generation');
}

/**
 * Removes the generation that an interrupted build was making.
 *
 * @throws StillwebError OUTPUT_NOT_OURS where something else is in its folder, which would become a part of the next one
 */
export function clearStaged(building: string): void {
  const engineFiles = new Set(engineNames().flatMap((name) => namedEngine(name).files));
  const staged = stagedFolder(building);
  const left = removeOwnFiles(staged, (name) => isFormatFile(name) || engineFiles.has(name));
  if (left.length === 0) return;
  const names = left.slice(0, 3).map((name) => JSON.stringify(name));
  const message = `${JSON.stringify(staged)} holds ${names.join(', ')}, which no build has made`;
  throw new StillwebError('OUTPUT_NOT_OURS', message, { directory: staged, entries: left.slice(0, 3) });
}

const FILE_PATTERNS = [UNIT_FILE_PATTERN, PLACES_FILE_PATTERN];

/** Removes units, journal and staged files. What somebody else put beside them stays, and the folder with it. */
export function clearBuilding(building: string): void {
  clearStaged(building);
  removeOwnFiles(building, (name) => name === JOURNAL_FILE || FILE_PATTERNS.some((pattern) => pattern.test(name)));
}
