import { join } from 'node:path';
import { syncFolder } from '../../src/store/durable.ts';
import { lstatSync, mkdirSync, readdirSync, renameSync } from '../../src/store/file-system.ts';
import { generationFolder, sourcesFolder } from '../../src/store/layout.ts';
import { removeOwnFiles } from '../../src/store/own-files.ts';
import {
  BLOCK_RECORD,
  BUILD_RECORD,
  blockRecordFile,
  buildRecordFile,
  FILE_RECORD,
  fileRecordFile,
  KEPT_UNIT_PATTERN,
  PAGE_RECORD,
  pageRecordFile,
  RECORD_FILE_PATTERN,
} from './record-names.ts';
import { type KeepableUnits, keepUnits } from './unit-record.ts';

/**
 * Puts the records of a build beside its generation, and removes those of generations that are gone.
 *
 * @param kept its units
 */
export function placeRecords(directory: string, building: string, generation: string, kept: KeepableUnits): void {
  const folder = sourcesFolder(directory);
  mkdirSync(folder, { recursive: true });
  renameSync(join(building, PAGE_RECORD), pageRecordFile(directory, generation));
  renameSync(join(building, FILE_RECORD), fileRecordFile(directory, generation));
  renameSync(join(building, BUILD_RECORD), buildRecordFile(directory, generation));
  moveWhereMade(join(building, BLOCK_RECORD), blockRecordFile(directory, generation));
  keepUnits(directory, building, generation, kept);
  syncFolder(folder);
  removeOwnFiles(folder, (name) => {
    const [, made] = KEPT_UNIT_PATTERN.exec(name) ?? [];
    return made !== undefined && made !== generation;
  });
  removeStrayRecords(directory);
}

function moveWhereMade(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The record of pages alone, of an index that was built elsewhere. */
export function placePageRecord(directory: string, path: string, generation: string): void {
  const folder = sourcesFolder(directory);
  mkdirSync(folder, { recursive: true });
  renameSync(path, pageRecordFile(directory, generation));
  syncFolder(folder);
}

/** Removes the records of generations that are gone. */
export function removeStrayRecords(directory: string): void {
  const isThere = (generation: string): boolean =>
    lstatSync(generationFolder(directory, generation), { throwIfNoEntry: false }) !== undefined;
  const isStray = (name: string): boolean => {
    const [, generation] = RECORD_FILE_PATTERN.exec(name) ?? KEPT_UNIT_PATTERN.exec(name) ?? [];
    return generation !== undefined && !isThere(generation);
  };
  const folder = sourcesFolder(directory);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  if (readdirSync(folder).some(isStray)) removeOwnFiles(folder, isStray);
}
