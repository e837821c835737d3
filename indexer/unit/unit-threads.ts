import { workerFile } from '../../src/worker-file.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import type { PackedDocuments } from './packed-documents.ts';
import { closeRoll, createRoll } from './roll.ts';
import type { UnitSummary } from './unit-file.ts';
import type { UnitTask, UnitWorkerSettings } from './unit-worker.ts';

/** The threads that make the files of units, and the encoders that they have opened. */
export class UnitThreads {
  readonly #roll = createRoll();
  readonly #pool: ThreadPool<UnitTask, UnitSummary>;

  constructor(threads: number, settings: UnitWorkerSettings) {
    const file = workerFile(import.meta.url, './unit-worker.js');
    this.#pool = new ThreadPool({ file, threads, data: { ...settings, roll: this.#roll } });
  }

  /** See `ThreadPool`. */
  get loss(): unknown {
    return this.#pool.loss;
  }

  /** Writes the file of a unit. The bytes of the documents change hands. */
  async make(unit: number, documents: PackedDocuments): Promise<UnitSummary> {
    return await this.#pool.run({ unit, documents }, [documents.bytes.buffer]);
  }

  /** Closes the encoders and ends the threads. To be called once, when no unit is in flight. */
  async end(): Promise<void> {
    const holders = closeRoll(this.#roll);
    try {
      // A thread that ended by itself will never say that it has closed anything.
      if (holders > 0 && this.#pool.loss === null) await this.#pool.runInEach('closeEncoder', holders);
    } finally {
      await this.#pool.destroy();
    }
  }
}
