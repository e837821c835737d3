import type { Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { type Outcome, takeValue } from './outcome.ts';

export interface ThreadPoolOptions {
  /** The compiled file of the worker; its exports give the `Outcome` of a task. */
  readonly file: string;
  readonly threads: number;
  /** What each thread gets as `workerData`. */
  readonly data: object;
}

/** The threads of one stage of a build. Each carries out one task at a time. */
export class ThreadPool<Task, Value> {
  readonly #pool: Piscina<Task, Outcome<Value>>;
  #loss: unknown = null;

  constructor({ file, threads, data }: ThreadPoolOptions) {
    this.#pool = new Piscina({ filename: file, workerData: data, minThreads: threads, maxThreads: threads });
    // Of a thread that ended while it had no task.
    this.#pool.on('error', (error) => {
      this.#loss ??= error;
    });
  }

  /** Why a thread has ended by itself. A task that fails does not end one, so it is a bug. null while all are there. */
  get loss(): unknown {
    return this.#loss;
  }

  /** @throws what the task threw, with its code and facts; what ended the thread */
  async run(task: Task, transferred: Transferable[] = []): Promise<Value> {
    return takeValue(await this.#give(task, { transferList: transferred }));
  }

  /**
   * Has each thread carry out another export of its file, once. That export keeps its thread, and may post a message.
   *
   * @param messages how many to wait for
   * @throws what the export threw
   */
  async runInEach(name: string, messages: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      let received = 0;
      this.#pool.on('message', () => {
        if (++received === messages) resolve();
      });
      for (const _thread of this.#pool.threads)
        this.#give({} as Task, { name })
          .then(takeValue)
          .catch(reject);
    });
  }

  /** Ends the threads, whatever they are at. */
  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }

  async #give(task: Task, options: { name?: string; transferList?: Transferable[] }): Promise<Outcome<Value>> {
    try {
      return await this.#pool.run(task, options);
    } catch (error) {
      this.#loss ??= error;
      throw error;
    }
  }
}
