import { StillwebError } from '../src/errors.ts';
import { clearBuilding } from './building-folder.ts';
import { type DocumentsRead, type ReadingOptions, readDocuments } from './read-documents.ts';
import type { Journal } from './unit/journal.ts';
import { processUnits } from './unit/process-units.ts';
import type { UnitSummary } from './unit/unit-file.ts';
import type { UnitWorkerSettings } from './unit/unit-worker.ts';

export interface UnitReading {
  readonly reading: ReadingOptions;
  /** Closed at the end. */
  readonly journal: Journal;
  readonly workers: number;
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  /** Their folder is that of the build: units and journal. */
  readonly settings: UnitWorkerSettings;
}

/** Reads the inputs and has every unit processed. @throws what `readDocuments` and `processUnits` throw */
export async function readUnits(options: UnitReading): Promise<DocumentsRead & { units: UnitSummary[] }> {
  const { reading, journal, workers, unitDocuments, settings } = options;
  try {
    const read = (take: Parameters<typeof readDocuments>[1]) => readDocuments(reading, take);
    return await processUnits({ read, journal, workers, unitDocuments, settings });
  } catch (error) {
    // What was kept of the interrupted build does not fit the input any more: the next run begins anew.
    const hasChanged = error instanceof StillwebError && error.code === 'INPUT_CHANGED';
    if (hasChanged) clearBuilding(settings.folder);
    throw error;
  } finally {
    journal.close();
  }
}
