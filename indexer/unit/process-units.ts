import { StillwebError } from '../../src/errors.ts';
import type { CollectedDocument, SourceLocation } from '../ingest/collection.ts';
import { MOST_PARALLEL_BYTES, sumBytes } from '../parallel-bytes.ts';
import type { StandingThreads } from '../threads/standing-threads.ts';
import { isThreadLoss } from '../threads/thread-pool.ts';
import { type FatalDocument, type FatalDocuments, fatalFault } from './fatal-documents.ts';
import type { FatalPlace } from './fatal-search.ts';
import type { FormerVectorsPlace } from './former-vectors.ts';
import type { Journal } from './journal.ts';
import type { KeptUnits } from './kept-units.ts';
import { DocumentPacker, hashDocuments, type PackedDocuments, packDocuments, takePart } from './packed-documents.ts';
import { UNIT_CHARACTERS, type UnitSummary } from './unit-file.ts';
import { UnitThreads } from './unit-threads.ts';
import type { UnitWorkerSettings } from './unit-worker.ts';

export interface UnitProcessing<Read> {
  /**
   * Reads to the end and gives each document in order; waits for what is returned before it reads the next.
   *
   * @param findFault why a document with the id of a fatal one is to be left out; null where it is not
   */
  readonly read: (
    take: (collected: CollectedDocument) => Promise<void> | undefined,
    findFault: (collected: CollectedDocument) => Promise<StillwebError | null>,
  ) => Promise<Read>;
  readonly journal: Journal;
  /** Units of the generation that is changed. */
  readonly kept: KeptUnits;
  readonly workers: number;
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  readonly settings: UnitWorkerSettings;
  /** Where vectors are that need not be computed; null for nowhere. */
  readonly former: FormerVectorsPlace | null;
  readonly standing: Pick<StandingThreads, 'take' | 'leave'>;
  /** What is known of fatal documents so far. */
  readonly fatal: FatalDocuments;
  /** Whether all fatal documents of a unit are of interest, and not the first alone. */
  readonly isRepeatable: boolean;
}

export interface ProcessedUnits {
  /** In collection order. */
  readonly units: UnitSummary[];
  /** How many of them an interrupted build had finished. */
  readonly resumedUnits: number;
}

/** Documents that are to be left out before the units can be made, in the order of the collection. */
export class FatalFound extends Error {
  readonly documents: readonly FatalDocument[];

  constructor(documents: readonly FatalDocument[]) {
    super('documents have ended threads');
    this.documents = documents;
  }
}

/**
 * Has every unit of what is read processed once, by a worker thread or by an earlier build. Reading waits while as many
 * units are in flight as there are workers, and one more. After a failure the units in flight are finished, because the
 * next run takes them over.
 *
 * @returns what reading returned, and the units in collection order
 * @throws FatalFound; StillwebError STORAGE_FAILED, ENCODER_*, BUILD_THREAD_LOST; what `read` throws
 */
export async function processUnits<Read>(options: UnitProcessing<Read>): Promise<Read & ProcessedUnits> {
  const { workers, settings, standing } = options;
  const key = JSON.stringify({ workers, settings });
  const threads = await standing.take('units', key, () => new UnitThreads(workers, settings));
  threads.warm();
  const inFlight = new Set<Promise<void>>();
  const found = new Map<number, FatalDocument[]>();
  let processed: Read & ProcessedUnits;
  try {
    processed = await giveOut(options, threads, inFlight, found);
  } catch (error) {
    await Promise.all(inFlight);
    // What went wrong first is what is told.
    await threads.end().catch(() => {});
    throw isBehindFatal(error) && found.size > 0 ? fatalFound(found) : error;
  }
  // Those of a large build would take the memory of what comes behind the units.
  if (sumBytes(processed.units) > MOST_PARALLEL_BYTES) await threads.end();
  else await standing.leave('units', key, threads);
  return processed;
}

/**
 * Whether an error is told only where no document was fatal. How far reading is ahead when the unit of one is tried depends on the
 * number of threads, and what is told must not: a fatal document in a unit stands before any record that is read after it.
 */
function isBehindFatal(error: unknown): boolean {
  if (error instanceof FatalFound || isThreadLoss(error)) return true;
  return error instanceof StillwebError && error.entry.http === 400 && error.code !== 'INPUT_CHANGED';
}

function fatalFound(found: ReadonlyMap<number, FatalDocument[]>): FatalFound {
  const units = [...found.keys()].sort((a, b) => a - b);
  return new FatalFound(units.flatMap((unit) => found.get(unit) ?? []));
}

/**
 * @param inFlight the units that the threads have; none of them rejects
 * @param found gets the fatal documents of each unit that has some
 */
async function giveOut<Read>(
  { read, journal, kept, workers, unitDocuments, settings, former: place, fatal, isRepeatable }: UnitProcessing<Read>,
  threads: UnitThreads,
  inFlight: Set<Promise<void>>,
  found: Map<number, FatalDocument[]>,
): Promise<Read & ProcessedUnits> {
  const units: UnitSummary[] = [];
  let resumedUnits = 0;
  let failure: unknown = null;
  const refuseFailed = (): void => {
    if (failure !== null) throw failure;
    if (found.size > 0) throw new FatalFound([]);
  };
  const make = async (
    unit: number,
    documents: PackedDocuments,
    locations: readonly SourceLocation[],
  ): Promise<void> => {
    try {
      const outcome = await threads.make(unit, documents, place, isRepeatable ? fatal.room : 1);
      if ('made' in outcome) {
        units[unit] = outcome.made;
        journal.record(outcome.made);
      } else {
        const some = outcome.fatal.map((place) => describeFatal(place, documents, locations));
        found.set(unit, some);
        for (const document of some) journal.recordFatal(document);
      }
    } catch (error) {
      failure ??= error;
    }
  };
  const submit = async (
    unit: number,
    documents: PackedDocuments,
    locations: readonly SourceLocation[],
  ): Promise<void> => {
    const input = hashDocuments(documents);
    const finished = findFinished(journal, unit, documents.count, input);
    if (finished !== undefined) {
      units[unit] = finished;
      if (journal.isResumed(finished)) resumedUnits += 1;
      return;
    }
    const taken = kept.take(settings.folder, unit, input);
    if (taken !== null) {
      units[unit] = taken;
      journal.recordTaken(taken);
      return;
    }
    const made = make(unit, documents, locations).finally(() => inFlight.delete(made));
    inFlight.add(made);
    while (inFlight.size > workers) await Promise.race(inFlight);
    refuseFailed();
  };
  let unit = 0;
  const packer = new DocumentPacker();
  let locations: SourceLocation[] = [];
  const finish = (): Promise<void> => {
    const ofUnit = locations;
    locations = [];
    return submit(unit++, packer.finish(), ofUnit);
  };
  const result = await read(
    ({ document, location, former }) => {
      packer.add(document, former);
      locations.push(location);
      const isFull = packer.characters >= UNIT_CHARACTERS || packer.count === unitDocuments;
      return isFull ? finish() : undefined;
    },
    (collected) => findFault(collected, place, fatal, threads),
  );
  if (packer.count > 0) await finish();
  await Promise.all(inFlight);
  refuseFailed();
  return { ...result, units, resumedUnits };
}

/** The unit as an interrupted build finished it, if it was of the same documents. */
function findFinished(journal: Journal, unit: number, count: number, input: string): UnitSummary | undefined {
  const finished = journal.finished.get(unit);
  return finished?.documents === count && finished.input === input ? finished : undefined;
}

function describeFatal(
  { place, reason }: FatalPlace,
  documents: PackedDocuments,
  locations: readonly SourceLocation[],
): FatalDocument {
  const hash = hashDocuments(takePart(documents, place, place + 1));
  return { id: documents.ids[place], hash, location: locations[place], reason };
}

/** Why a document is to be left out. What an earlier build has found is tried again: the machine may be another, or the encoder mended. */
async function findFault(
  { document, location }: CollectedDocument,
  former: FormerVectorsPlace | null,
  fatal: FatalDocuments,
  threads: UnitThreads,
): Promise<StillwebError | null> {
  const documents = packDocuments([document]);
  const mark = { id: document.id, hash: hashDocuments(documents) };
  let reason = fatal.reasonOf(mark);
  if (reason === null) {
    reason = await threads.tryAlone(documents, former);
    if (reason === null) fatal.acquit(mark);
    else fatal.add(mark, reason);
  }
  return typeof reason === 'string' ? fatalFault({ ...mark, location, reason }) : null;
}
