import type { CollectionDocument } from '../ingest/collection.ts';
import type { Journal } from './journal.ts';
import { DocumentPacker, hashDocuments, type PackedDocuments } from './packed-documents.ts';
import { UNIT_CHARACTERS, type UnitSummary } from './unit-file.ts';
import { UnitThreads } from './unit-threads.ts';
import type { UnitWorkerSettings } from './unit-worker.ts';

export interface UnitProcessing<Read> {
  /** Reads to the end and gives each document in order; waits for what is returned before it reads the next. */
  readonly read: (take: (document: CollectionDocument) => Promise<void> | undefined) => Promise<Read>;
  readonly journal: Journal;
  readonly workers: number;
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  readonly settings: UnitWorkerSettings;
}

export interface ProcessedUnits {
  /** In collection order. */
  readonly units: UnitSummary[];
  /** How many of them an interrupted build had finished. */
  readonly resumedUnits: number;
}

/**
 * Has every unit of what is read processed once, by a worker thread or by an earlier build. Reading waits while as many
 * units are in flight as there are workers, and one more. After a failure the units in flight are finished, because the
 * next run takes them over.
 *
 * @returns what reading returned, and the units in collection order
 * @throws StillwebError STORAGE_FAILED, ENCODER_*; what `read` throws
 */
export async function processUnits<Read>(options: UnitProcessing<Read>): Promise<Read & ProcessedUnits> {
  const threads = new UnitThreads(options.workers, options.settings);
  const inFlight = new Set<Promise<void>>();
  let processed: Read & ProcessedUnits;
  try {
    processed = await giveOut(options, threads, inFlight);
  } catch (error) {
    await Promise.all(inFlight);
    // What went wrong first is what is told.
    await threads.end().catch(() => {});
    throw error;
  }
  await threads.end();
  return processed;
}

/** @param inFlight the units that the threads have; none of them rejects */
async function giveOut<Read>(
  { read, journal, workers, unitDocuments }: UnitProcessing<Read>,
  threads: UnitThreads,
  inFlight: Set<Promise<void>>,
): Promise<Read & ProcessedUnits> {
  const units: UnitSummary[] = [];
  let resumedUnits = 0;
  let failure: unknown = null;
  const refuseFailed = (): void => {
    const first = failure ?? threads.loss;
    if (first !== null) throw first;
  };
  const make = async (unit: number, documents: PackedDocuments): Promise<void> => {
    try {
      units[unit] = await threads.make(unit, documents);
      journal.record(units[unit]);
    } catch (error) {
      failure ??= error;
    }
  };
  const submit = async (unit: number, documents: PackedDocuments): Promise<void> => {
    const finished = findFinished(journal, unit, documents);
    if (finished !== undefined) {
      units[unit] = finished;
      resumedUnits += 1;
      return;
    }
    const made = make(unit, documents).finally(() => inFlight.delete(made));
    inFlight.add(made);
    while (inFlight.size > workers) await Promise.race(inFlight);
    refuseFailed();
  };
  let unit = 0;
  const packer = new DocumentPacker();
  const result = await read((document) => {
    packer.add(document);
    const isFull = packer.characters >= UNIT_CHARACTERS || packer.count === unitDocuments;
    return isFull ? submit(unit++, packer.finish()) : undefined;
  });
  if (packer.count > 0) await submit(unit, packer.finish());
  await Promise.all(inFlight);
  refuseFailed();
  return { ...result, units, resumedUnits };
}

/** The unit as an interrupted build finished it, if it was of the same documents. */
function findFinished(journal: Journal, unit: number, documents: PackedDocuments): UnitSummary | undefined {
  const finished = journal.finished.get(unit);
  if (finished === undefined || finished.documents !== documents.count) return undefined;
  return finished.input === hashDocuments(documents) ? finished : undefined;
}
