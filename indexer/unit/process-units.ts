import { Piscina } from 'piscina';
import { ERROR_CATALOGUE, StillwebError } from '../../src/errors.ts';
import { workerFile } from '../../src/worker-file.ts';
import type { CollectionDocument } from '../ingest/collection.ts';
import type { Journal } from '../journal.ts';
import { DocumentPacker, type PackedDocuments } from './packed-documents.ts';
import { closeRoll, createRoll } from './roll.ts';
import { UNIT_CHARACTERS, type UnitSummary } from './unit-file.ts';
import type { UnitTask, UnitWorkerSettings } from './unit-worker.ts';

export interface UnitProcessing<Read> {
  /** Reads to the end and gives each document in order; waits for what is returned before it reads the next. */
  readonly read: (take: (document: CollectionDocument) => Promise<void> | undefined) => Promise<Read>;
  readonly journal: Journal;
  readonly workers: number;
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  readonly settings: UnitWorkerSettings;
}

/**
 * Has every unit of what is read processed once, by a worker thread or by an earlier build. Reading waits while as many
 * units are in flight as there are workers, and one more.
 *
 * @returns what reading returned, and the units in collection order
 */
export async function processUnits<Read>(options: UnitProcessing<Read>): Promise<Read & { units: UnitSummary[] }> {
  const { journal } = options;
  const roll = createRoll();
  const pool = new Piscina<UnitTask, UnitSummary>({
    filename: workerFile(import.meta.url, './unit-worker.js'),
    workerData: { ...options.settings, roll },
    minThreads: options.workers,
    maxThreads: options.workers,
  });
  const summaries: UnitSummary[] = [];
  const inFlight = new Set<Promise<void>>();
  let failure: unknown = null;
  // A thread that has no unit yet ends when the encoder cannot be opened.
  pool.on('error', (error) => {
    failure ??= error;
  });
  const submit = async (unit: number, documents: PackedDocuments): Promise<void> => {
    const finished = journal.finished.get(unit);
    if (finished !== undefined) {
      if (finished.documents !== documents.count) {
        const message = `unit ${unit} held ${finished.documents} documents before the interruption, now ${documents.count}`;
        throw new StillwebError('INPUT_CHANGED', message, { unit });
      }
      summaries[unit] = finished;
      return;
    }
    const task = pool.run({ unit, documents }, { transferList: [documents.bytes.buffer] }).then(
      (summary) => {
        journal.record(summary);
        summaries[unit] = summary;
      },
      (error) => {
        failure ??= error;
      },
    );
    inFlight.add(task);
    task.finally(() => inFlight.delete(task));
    while (inFlight.size > options.workers) await Promise.race(inFlight);
    if (failure !== null) throw readFailure(failure);
  };
  try {
    let unit = 0;
    const packer = new DocumentPacker();
    const read = await options.read((document) => {
      packer.add(document);
      const isFull = packer.characters >= UNIT_CHARACTERS || packer.count === options.unitDocuments;
      return isFull ? submit(unit++, packer.finish()) : undefined;
    });
    if (packer.count > 0) await submit(unit, packer.finish());
    await Promise.all(inFlight);
    if (failure !== null) throw readFailure(failure);
    await closeEncoders(pool, closeRoll(roll));
    return { ...read, units: summaries };
  } finally {
    await pool.destroy();
  }
}

/** @param holders threads that have an encoder */
async function closeEncoders(pool: Piscina<UnitTask, UnitSummary>, holders: number): Promise<void> {
  if (holders === 0) return;
  await new Promise<void>((resolve, reject) => {
    let closed = 0;
    pool.on('message', () => {
      if (++closed === holders) resolve();
    });
    // Each keeps its thread, so every thread gets one. They end with the pool.
    for (const _thread of pool.threads) pool.run({} as UnitTask, { name: 'closeEncoder' }).catch(reject);
  });
}

/** A thread that ends by an error passes on its code and facts, but no class. */
function readFailure(failure: unknown): unknown {
  const { code, message, facts } = failure as Partial<StillwebError>;
  if (code === undefined || !Object.hasOwn(ERROR_CATALOGUE, code)) return failure;
  return new StillwebError(code, message ?? '', facts, { cause: failure });
}
