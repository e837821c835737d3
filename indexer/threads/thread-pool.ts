import type { Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { StillwebError } from '../../src/errors.ts';
import { loadInPool } from '../../src/worker-file.ts';
import { type Outcome, takeValue } from './outcome.ts';

export interface ThreadPoolOptions {
  /** The compiled file of the worker; its exports give the `Outcome` of a task. */
  readonly file: string;
  readonly threads: number;
  /** What each thread gets as `workerData`. */
  readonly data: object;
  /** Most memory of the JavaScript heap of each thread, in MiB: beyond it the thread ends. Default: that of the machine. */
  readonly heapMebibytes?: number;
}

/** The threads of one stage of a build. Each carries out one task at a time. */
export class ThreadPool<Task, Value> {
  readonly #pool: Piscina<Task, Outcome<Value>>;
  readonly #watched = new WeakSet<Worker>();
  /** What the first thread that ended has told of it. */
  #cause: unknown = null;
  #isLost = false;
  #loss: StillwebError | null = null;
  #end: Promise<void> | null = null;
  readonly #note = (cause: unknown): void => {
    this.#cause ??= cause;
  };

  constructor({ file, threads, data, heapMebibytes }: ThreadPoolOptions) {
    this.#pool = new Piscina({
      ...loadInPool(file),
      workerData: data,
      // With a least number Piscina would start a thread in the place of one that has ended, and may do so when all others are gone:
      // then nobody ends it, and the process never does.
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      ...(heapMebibytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMebibytes } }),
    });
    this.#pool.on('error', this.#note);
    this.#pool.once('workerDestroy', () => {
      if (this.#end !== null) return;
      this.#isLost = true;
      // What waits for a thread would wait for ever.
      queueMicrotask(() => void this.destroy());
    });
  }

  /** BUILD_THREAD_LOST when the pool has given up its tasks, because a thread has ended by itself. A task that fails does not end it. */
  get loss(): StillwebError | null {
    if (this.#isLost) this.#loss ??= threadLoss(this.#cause ?? new Error('it gave no reason'));
    return this.#loss;
  }

  /** @throws what the task threw, with its code and facts; StillwebError BUILD_THREAD_LOST where the thread has ended */
  async run(task: Task): Promise<Value> {
    if (this.loss !== null) throw this.loss;
    return takeValue(await this.#submit(() => this.#pool.run(task)));
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
        takeValue(await this.#submit(() => this.#pool.run({} as Task, { name })));
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

  async #submit(run: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
    try {
      const outcome = run();
      this.#watchThreads();
      return await outcome;
    } catch (error) {
      if (!this.#isLost) throw error;
      this.#loss ??= threadLoss(this.#cause ?? error);
      throw this.#loss;
    }
  }

  /** A task that waits for its thread is told nothing of why that has ended. */
  #watchThreads(): void {
    for (const thread of this.#pool.threads) {
      if (this.#watched.has(thread)) continue;
      this.#watched.add(thread);
      thread.once('error', this.#note);
      thread.once('exit', (code) => this.#note(new Error(`worker exited with code: ${code}`)));
    }
  }
}

/** @param cause what Node or the pool tells of a thread that is gone */
function threadLoss(cause: unknown): StillwebError {
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause));
  return new StillwebError('BUILD_THREAD_LOST', `a thread of the build has ended: ${reason}`, { reason }, { cause });
}

/** Whether an error says that the thread of a task has ended, and nothing of the task. */
export function isThreadLoss(error: unknown): error is StillwebError {
  return error instanceof StillwebError && error.code === 'BUILD_THREAD_LOST';
}
