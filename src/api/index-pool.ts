import { Piscina } from 'piscina';
import type { DocumentLinks, FetchedDocument, FetchRequest, SearchRequest } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import { QUEUE_PER_WORKER } from '../limits.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import type { OpenIndex } from '../store/open.ts';
import { workerFile } from '../worker-file.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { WorkerAnswer, WorkerData, WorkerTask } from './search-worker.ts';

/** A worker that has not looked at its deadline this long after it is taken for dead and replaced. */
const GRACE_MS = 1000;

export interface GpuAccess {
  readonly mailboxes: readonly (GpuMailbox | null)[];
  readonly onClosed: () => Promise<void>;
}

/** One immutable snapshot of served indexes and the threads that answer from it. */
export class IndexPool implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly workers: number;
  workerRestarts = 0;
  readonly #pool: Piscina<WorkerTask, WorkerAnswer>;
  readonly #places: ReadonlyMap<string, number>;
  #closing = false;

  readonly #onClosed: () => Promise<void>;

  private constructor(
    indexes: readonly ServedIndex[],
    workers: number,
    pool: Piscina<WorkerTask, WorkerAnswer>,
    onClosed: () => Promise<void>,
  ) {
    this.#onClosed = onClosed;
    this.indexes = indexes;
    this.workers = workers;
    this.#pool = pool;
    this.#places = new Map(indexes.map(({ name }, i) => [name, i]));
    let started = pool.threads.length;
    pool.on('workerCreate', () => {
      started++;
      if (!this.#closing && started > workers) this.workerRestarts++;
    });
  }

  /**
   * Starts the threads and waits until each has opened every index.
   *
   * @param opened the indexes, and what is said of each; in the same order
   * @param gpu mailboxes of each, to the GPU that holds its vectors, null for the CPU; and what to do when none is used
   * @throws StillwebError what opening an index may throw
   */
  static async start(
    opened: readonly OpenIndex[],
    served: readonly ServedIndex[],
    workers: number,
    gpu: GpuAccess = { mailboxes: [], onClosed: async () => {} },
  ): Promise<IndexPool> {
    const workerData: WorkerData = opened.map((index, i) => ({ index, mailbox: gpu.mailboxes[i] ?? null }));
    const pool = new Piscina<WorkerTask, WorkerAnswer>({
      filename: workerFile(import.meta.url, './search-worker.js'),
      workerData,
      minThreads: workers,
      maxThreads: workers,
      maxQueue: workers * QUEUE_PER_WORKER,
      concurrentTasksPerWorker: 1,
      // Threads wait for work asleep: a spinning thread would take a core from the one that speaks HTTP.
      atomics: 'disabled',
    });
    const backend = new IndexPool(served, workers, pool, gpu.onClosed);
    // One task a thread, so that the first caller does not pay for opening.
    const warm = { deadlineMs: 10 * 60_000 };
    await Promise.all(Array.from({ length: workers }, () => backend.fetch(served[0].name, WARM_UP, warm)));
    return backend;
  }

  async search(index: string, request: SearchRequest, options: CallOptions): Promise<readonly string[]> {
    return (await this.#run(index, { kind: 'search', request }, options)) as string[];
  }

  async fetch(index: string, request: FetchRequest, options: CallOptions): Promise<readonly FetchedDocument[]> {
    return (await this.#run(index, { kind: 'fetch', request }, options)) as FetchedDocument[];
  }

  async links(index: string, id: string, options: CallOptions): Promise<DocumentLinks> {
    return (await this.#run(index, { kind: 'links', id }, options)) as DocumentLinks;
  }

  async #run(
    index: string,
    task:
      | { kind: 'search'; request: SearchRequest }
      | { kind: 'fetch'; request: FetchRequest }
      | { kind: 'links'; id: string },
    { deadlineMs }: CallOptions,
  ): Promise<unknown> {
    const place = this.#places.get(index);
    if (place === undefined) throw new TypeError(`no index ${index} in this pool`);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), deadlineMs + GRACE_MS);
    let answer: WorkerAnswer;
    try {
      answer = await this.#pool.run(
        { index: place, deadline: Date.now() + deadlineMs, ...task },
        { signal: abort.signal },
      );
    } catch (cause) {
      if (abort.signal.aborted)
        throw new StillwebError('DEADLINE_EXCEEDED', 'the search did not end in time', {}, { cause });
      if (isThreadDeath(cause))
        throw new StillwebError('WORKER_FAILED', 'the worker ended before it answered', {}, { cause });
      throw cause;
    } finally {
      clearTimeout(timer);
    }
    if ('refusal' in answer) {
      const { code, message, facts } = answer.refusal;
      throw new StillwebError(code, message, facts);
    }
    return answer.value;
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#pool.destroy();
    await this.#onClosed();
  }
}

const WARM_UP: FetchRequest = { ids: [], offset: 0, maxChars: 0 };

function isThreadDeath(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || /worker (exited|thread)|terminat/i.test(message ?? '');
}
