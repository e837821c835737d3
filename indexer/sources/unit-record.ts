import { join } from 'node:path';
import { renameSync } from '../../src/store/file-system.ts';
import { sourcesFolder } from '../../src/store/layout.ts';
import { type KeptUnit, KeptUnits, NO_UNITS } from '../unit/kept-units.ts';
import { type UnitSummary, unitFileName } from '../unit/unit-file.ts';
import { RecordReader, RecordWriter } from './record-file.ts';
import { unitRecordFile } from './record-names.ts';

/**
 * The units of the build of a generation, kept for the next change: `GENERATION.unit-NNNNNN.bin`, and `GENERATION.units.jsonl`,
 *
 *   {"key": "…"}                        of the build
 *   {"unit": 0, "input": "…", …}        for each unit what the journal of the build had
 */

/** What all units of a change may have to be kept. A larger index is changed seldom, and its disk wanted for other things. */
export const MOST_KEPT_UNIT_BYTES = 1024 ** 3;
/** The same of a build from nothing, which may never be followed by a change. */
export const MOST_BUILT_UNIT_BYTES = 256 * 1024 ** 2;

/** The units of a build, for the next change. */
export interface KeepableUnits {
  /** As `buildKey`. */
  readonly key: string;
  readonly units: readonly UnitSummary[];
  /** Bytes of them all, beyond which none is kept. */
  readonly most: number;
}

/** Moves the units of a build to its records, where they are not too many. */
export function keepUnits(
  directory: string,
  building: string,
  generation: string,
  { key, units, most }: KeepableUnits,
): void {
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  if (bytes > most) return;
  const record = new RecordWriter(unitRecordFile(directory, generation));
  try {
    record.add({ key });
    for (const unit of units) {
      renameSync(join(building, unitFileName(unit.unit)), keptUnitFile(directory, generation, unit.unit));
      record.add(unit);
    }
  } catch (error) {
    record.abandon();
    throw error;
  }
  record.finish();
}

/** The units of a generation that a build with this key would make; none where they were not kept. */
export function openKeptUnits(directory: string, generation: string, key: string): KeptUnits {
  const units: KeptUnit[] = [];
  let isSameBuild: boolean | null = null;
  try {
    const path = unitRecordFile(directory, generation);
    new RecordReader(path, path, (value) => {
      if (isSameBuild === null) isSameBuild = (value as { key?: unknown } | null)?.key === key;
      else if (isSameBuild) {
        const summary = value as UnitSummary;
        units.push({ summary, path: keptUnitFile(directory, generation, summary.unit) });
      }
    }).close();
  } catch {
    // Not there, or damaged: everything is computed.
    return NO_UNITS;
  }
  return new KeptUnits(units);
}

function keptUnitFile(directory: string, generation: string, unit: number): string {
  return join(sourcesFolder(directory), `${generation}.${unitFileName(unit)}`);
}
