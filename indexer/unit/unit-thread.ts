import { workerFile } from '../../src/worker-file.ts';
import { isThreadLoss, ThreadPool } from '../threads/thread-pool.ts';
import { closeRoll, createRoll, type Roll } from './roll.ts';
import type { UnitSummary } from './unit-file.ts';
import type { UnitTask, UnitWorkerSettings } from './unit-worker.ts';

/** A thread that works on units, and the encoder that it has opened. One that ends by itself is replaced. */
export class UnitThread {
  readonly #settings: UnitWorkerSettings;
  #roll!: Roll;
  #pool!: ThreadPool<UnitTask, UnitSummary>;

  constructor(settings: UnitWorkerSettings) {
    this.#settings = settings;
    this.#start();
  }

  #start(): void {
    this.#roll = createRoll();
    const file = workerFile(import.meta.url, './unit-worker.js');
    const { heapMebibytes } = this.#settings;
    this.#pool = new ThreadPool({ file, threads: 1, data: { ...this.#settings, roll: this.#roll }, heapMebibytes });
  }

  /**
   * Carries out a task. To be awaited before the next one is given.
   * @throws what the task threw; StillwebError BUILD_THREAD_LOST, behind which the thread is a fresh one
   */
  async run(task: UnitTask): Promise<UnitSummary> {
    if (this.#pool.loss !== null) await this.renew();
    try {
      return await this.#pool.run(task);
    } catch (error) {
      if (isThreadLoss(error)) await this.renew();
      throw error;
    }
  }

  /** Puts a fresh thread in its place, which has worked on nothing. */
  async renew(): Promise<void> {
    await this.end();
    this.#start();
  }

  /** Closes the encoder and ends the thread. */
  async end(): Promise<void> {
    const holders = closeRoll(this.#roll);
    try {
      // A thread that has ended by itself will never say that it has closed anything.
      if (holders > 0 && this.#pool.loss === null) await this.#pool.runInEach('closeEncoder', holders);
    } catch (error) {
      if (!isThreadLoss(error)) throw error;
    } finally {
      await this.#pool.destroy();
    }
  }
}
