import { canonicalRequestKey } from '../contract/request-key.ts';
import type { DocumentLinks, FetchedDocument, FetchRequest } from '../contract/search.ts';
import { completeSearch } from '../contract/search-defaults.ts';
import { MAX_EXPECTED_WAIT_MS, SEARCH_DEADLINE_MS } from '../limits.ts';
import { comparesEveryVector } from '../retrieval/engines.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import type { OpenIndex } from '../store/open.ts';
import { workerFile } from '../worker-file.ts';
import type { SearchAnswer } from './search-answer.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { SearchTask, WorkerData } from './search-worker.ts';
import { type LaneSize, SHORT_LANE } from './worker-lane.ts';
import { WorkerPool } from './worker-pool.ts';

export interface GpuAccess {
  readonly mailboxes: readonly (GpuMailbox | null)[];
  readonly onClosed: () => Promise<void>;
}

/**
 * Where searches cost less together. All of a batch wait for its slowest part: half of MAX_EXPECTED_WAIT_MS, as one batch
 * waits while another is computed. The CPU gains from four on.
 */
const BATCH_LANE: LaneSize = { ms: MAX_EXPECTED_WAIT_MS / 2, minTasks: 4 };
const WARM_UP_MS = 250;

/** One immutable snapshot of served indexes and the threads that answer from it. */
export class IndexPool implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly #pool: WorkerPool<SearchTask>;
  readonly #places: ReadonlyMap<string, number>;

  readonly #onClosed: () => Promise<void>;

  private constructor(indexes: readonly ServedIndex[], pool: WorkerPool<SearchTask>, onClosed: () => Promise<void>) {
    this.#onClosed = onClosed;
    this.indexes = indexes;
    this.#pool = pool;
    this.#places = new Map(indexes.map(({ name }, i) => [name, i]));
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
    const filename = workerFile(import.meta.url, './search-worker.js');
    const lane = opened.some(({ manifest }) => comparesEveryVector(manifest)) ? BATCH_LANE : SHORT_LANE;
    const workerPool = await WorkerPool.start<SearchTask>({ filename, workerData, workers, lane });
    const pool = new IndexPool(served, workerPool, gpu.onClosed);
    await pool.#warmUp(opened);
    return pool;
  }

  /**
   * Asks the golden queries for a moment, so that callers find code that is compiled, and a pool that knows how long a
   * search takes: until it does, it lets in a few only.
   */
  async #warmUp(opened: readonly OpenIndex[]): Promise<void> {
    const keys = opened.flatMap(({ name, manifest }) =>
      manifest.golden.map(({ query, mode }) =>
        canonicalRequestKey(name, completeSearch({ queries: [query], mode }), false),
      ),
    );
    const endMs = performance.now() + WARM_UP_MS;
    let next = 0;
    const client = async (): Promise<void> => {
      while (keys.length > 0 && performance.now() < endMs) {
        await this.search(keys[next++ % keys.length], { deadlineMs: SEARCH_DEADLINE_MS });
      }
    };
    // What fails here fails for the caller who asks it, and is told to that one.
    await Promise.allSettled(Array.from({ length: this.workers * 2 }, client));
  }

  get workers(): number {
    return this.#pool.workers;
  }

  get workerRestarts(): number {
    return this.#pool.restarts;
  }

  get turnMs(): number {
    return this.#pool.turnMs;
  }

  async search(key: string, { deadlineMs }: CallOptions): Promise<SearchAnswer> {
    const { value, bytes } = await this.#pool.run({ kind: 'search', key }, deadlineMs);
    return { body: bytes, hits: value as number };
  }

  async fetch(index: string, request: FetchRequest, { deadlineMs }: CallOptions): Promise<readonly FetchedDocument[]> {
    const task = { index: this.#placeOf(index), kind: 'fetch', request } as const;
    return (await this.#pool.run(task, deadlineMs)).value as FetchedDocument[];
  }

  async links(index: string, id: string, { deadlineMs }: CallOptions): Promise<DocumentLinks> {
    const task = { index: this.#placeOf(index), kind: 'links', id } as const;
    return (await this.#pool.run(task, deadlineMs)).value as DocumentLinks;
  }

  #placeOf(index: string): number {
    const place = this.#places.get(index);
    if (place === undefined) throw new TypeError(`no index ${index} in this pool`);
    return place;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#onClosed();
  }
}
