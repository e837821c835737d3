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
  #end: Promise<void> | null = null;

  constructor({ file, threads, data }: ThreadPoolOptions) {
    this.#pool = new Piscina({ filename: file, workerData: data, minThreads: threads, maxThreads: threads });
    this.#pool.on('error', (error) => {
      this.#loss ??= error;
    });
    // What waits for a thread would wait for ever. The task of the lost one, or the event above, tells first why it ended.
    this.#pool.once('workerDestroy', () => queueMicrotask(() => this.#giveUp()));
  }

  /**
   * Why the pool has given up its tasks: a thread has ended by itself. A task that fails does not end its thread, so that is
   * a bug. null while all are there.
   */
  get loss(): unknown {
    return this.#loss;
  }

  /** @throws what the task threw, with its code and facts; what ended the thread */
  async run(task: Task, transferred: Transferable[] = []): Promise<Value> {
    return takeValue(await this.#pool.run(task, { transferList: transferred }));
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
      const call = async (): Promise<void> => {
        takeValue(await this.#pool.run({} as Task, { name }));
      };
      for (const _thread of this.#pool.threads) call().catch(reject);
    });
  }

  /** Ends the threads, whatever they are at. */
  async destroy(): Promise<void> {
    // Once: a second call would have Piscina start new threads when those of the first have ended.
    this.#end ??= this.#pool.destroy();
    await this.#end;
  }

  #giveUp(): void {
    if (this.#end !== null) return;
    this.#loss ??= new Error('a thread of the build has ended by itself');
    void this.destroy();
  }
}
