import { type DocumentsRead, type ReadingOptions, readDocuments } from './read-documents.ts';
import type { Journal } from './unit/journal.ts';
import { type ProcessedUnits, processUnits } from './unit/process-units.ts';
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
export async function readUnits(options: UnitReading): Promise<DocumentsRead & ProcessedUnits> {
  const { reading, journal, workers, unitDocuments, settings } = options;
  try {
    const read = (take: Parameters<typeof readDocuments>[1]) => readDocuments(reading, take);
    return await processUnits({ read, journal, workers, unitDocuments, settings });
  } finally {
    journal.close();
  }
}
