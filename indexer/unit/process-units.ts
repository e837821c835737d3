import { Piscina } from 'piscina';
import { StillwebError } from '../../src/errors.ts';
import { workerFile } from '../../src/worker-file.ts';
import type { Catalogue } from '../catalogue.ts';
import type { CollectedDocument, Problem } from '../ingest/collection.ts';
import type { Journal } from '../journal.ts';
import { DocumentPacker, type PackedDocuments } from './packed-documents.ts';
import { UNIT_CHARACTERS, type UnitSummary } from './unit-file.ts';
import type { UnitTask, UnitWorkerSettings } from './unit-worker.ts';

export interface UnitProcessing {
  readonly documents: AsyncIterable<Iterable<CollectedDocument>>;
  /** Filled in reading order. */
  readonly catalogue: Catalogue;
  readonly journal: Journal;
  /** Called for a duplicate id; throws to stop. */
  readonly onProblem: (problem: Problem) => void;
  readonly workers: number;
  /** Most documents of a unit. */
  readonly unitDocuments: number;
  readonly settings: UnitWorkerSettings;
  readonly onProgress: (documents: number, bytesRead: number) => void;
}

/**
 * Reads the whole collection and has every unit processed once, by a worker thread or by an earlier build. Reading waits
 * while as many units are in flight as there are workers, and one more.
 *
 * @returns the units in collection order
 */
export async function processUnits(options: UnitProcessing): Promise<UnitSummary[]> {
  const { catalogue, journal } = options;
  const pool = new Piscina<UnitTask, UnitSummary>({
    filename: workerFile(import.meta.url, './unit-worker.js'),
    workerData: options.settings,
    minThreads: options.workers,
    maxThreads: options.workers,
  });
  const summaries: UnitSummary[] = [];
  const inFlight = new Set<Promise<void>>();
  let failure: unknown = null;
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
    if (failure !== null) throw failure;
  };
  try {
    let unit = 0;
    const packer = new DocumentPacker();
    for await (const batch of options.documents) {
      for (const collected of batch) {
        if (!accept(collected, options)) continue;
        packer.add(collected.document);
        if (packer.characters >= UNIT_CHARACTERS || packer.count === options.unitDocuments) {
          await submit(unit++, packer.finish());
        }
        options.onProgress(catalogue.ids.size, collected.bytesRead);
      }
    }
    if (packer.count > 0) await submit(unit, packer.finish());
    await Promise.all(inFlight);
    if (failure !== null) throw failure;
    return summaries;
  } finally {
    await pool.destroy();
  }
}

function accept(collected: CollectedDocument, { catalogue, onProblem }: UnitProcessing): boolean {
  try {
    catalogue.add(collected);
    return true;
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    onProblem({ code: error.code, location: collected.location, error });
    return false;
  }
}
