import { basename, dirname } from 'node:path';
import type { IndexCheckReport } from '../contract/index-check.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import { canonicalRequestKey } from '../contract/request-key.ts';
import { completeSearch } from '../contract/search-defaults.ts';
import { MAX_IDENTIFIED_BYTES, SEARCH_DEADLINE_MS } from '../limits.ts';
import type { ModuleUrls } from '../modules.ts';
import { comparesEveryVector } from '../retrieval/engines.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import { holdGeneration } from '../store/held-generations.ts';
import type { OpenIndex } from '../store/open.ts';
import { workerFile } from '../worker-file.ts';
import { CheckThreads } from './check-threads.ts';
import { inspectIndex, withSwhid } from './inspect-index.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { AnswerFacts, SearchTask, WorkerAhead, WorkerData } from './search-worker.ts';
import { type LaneSize, SHORT_LANE } from './worker-lane.ts';
import { startThreads, WorkerPool, type WorkerThreads } from './worker-pool.ts';
import type { WrittenAnswer } from './written-answer.ts';

export interface PoolOptions {
  readonly workers: number;
  /** As `prepare` has started them. Default: those that it starts. */
  readonly threads?: WorkerThreads;
  /** As `prepare` was told of them, for threads that come later. Default: none. */
  readonly modules?: ModuleUrls;
  /** To the GPU that holds the vectors of each index, null for the CPU. Default: the CPU for all. */
  readonly mailboxes?: readonly (GpuMailbox | null)[];
  /** Whether it takes the place of a pool that serves. Default: false. */
  readonly isSwap?: boolean;
  /** Called when the pool has been closed: nobody uses the mailboxes any more. */
  readonly onClosed?: () => Promise<void>;
}

/** Where searches cost less together: a batch forms while another is computed. The CPU gains from four on. */
const BATCH_LANE: LaneSize = { ms: 40, minQueries: 16 };
const WARM_UP_MS = 1000;
/** Of a pool that takes the place of another: callers are served meanwhile, and somebody waits for what has changed. */
const SWAP_WARM_UP_MS = 100;

/** Says of each generation that this process serves it. Returns what takes that back. */
async function holdAll(opened: readonly OpenIndex[]): Promise<(() => void)[]> {
  return opened.map(({ folder }) => holdGeneration(dirname(dirname(folder)), basename(folder)));
}

/** One immutable snapshot of served indexes and the threads that answer from it. */
export class IndexPool implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly #pool: WorkerPool<SearchTask>;
  readonly #onClosed: () => Promise<void>;
  readonly #opened: readonly OpenIndex[];
  /** Each is found when it is first asked for, and stays: nothing of an index changes. */
  readonly #inspections = new Map<string, Promise<IndexInspection>>();
  readonly #checks: CheckThreads;

  private constructor(
    opened: readonly OpenIndex[],
    indexes: readonly ServedIndex[],
    pool: WorkerPool<SearchTask>,
    checks: CheckThreads,
    onClosed: () => Promise<void>,
  ) {
    this.#opened = opened;
    this.#checks = checks;
    this.#onClosed = onClosed;
    this.indexes = indexes;
    this.#pool = pool;
  }

  /**
   * Starts threads that load what a search needs, while the indexes are verified. For `start`, or to be destroyed.
   *
   * @param before served so far: their encoders are those of the next generations too, and are loaded where they are parts of the program
   */
  static prepare(workers: number, modules: ModuleUrls = [], before: readonly OpenIndex[] = []): WorkerThreads {
    const encoders = before.flatMap(({ manifest, encoderPath: path, encoderDevice: device, encoderCache: cache }) =>
      manifest.encoder?.kind === 'static' ? [{ description: manifest.encoder, place: { path, device, cache } }] : [],
    );
    const data: WorkerAhead = { modules, encoders };
    return startThreads(workerFile(import.meta.url, './search-worker.js'), workers, data);
  }

  /**
   * Has the threads open the indexes, and waits until each has opened every one. Ends the threads where it fails.
   *
   * @param opened the indexes, and what is said of each; in the same order
   * @throws StillwebError what opening an index may throw
   */
  static async start(
    opened: readonly OpenIndex[],
    served: readonly ServedIndex[],
    {
      workers,
      modules = [],
      threads = IndexPool.prepare(workers, modules),
      mailboxes = [],
      isSwap = false,
      onClosed = async () => {},
    }: PoolOptions,
  ): Promise<IndexPool> {
    const indexes = opened.map((index, i) => ({ index, mailbox: mailboxes[i] ?? null }));
    const data: WorkerData = { indexes };
    const lane = opened.some(({ manifest }) => comparesEveryVector(manifest)) ? BATCH_LANE : SHORT_LANE;
    // A thread that is replaced opens the files once more.
    const releases = await holdAll(opened).catch(async (error) => {
      await threads.destroy();
      throw error;
    });
    const release = async (): Promise<void> => {
      for (const each of releases) each();
      await onClosed();
    };
    const workerPool = await WorkerPool.start<SearchTask>({ threads, data, workers, lane }).catch((error) => {
      for (const each of releases) each();
      throw error;
    });
    const pool = new IndexPool(opened, served, workerPool, new CheckThreads(modules), release);
    await pool.#warmUp(opened, isSwap ? SWAP_WARM_UP_MS : WARM_UP_MS);
    return pool;
  }

  /**
   * Asks the golden queries for a moment, so that callers find code that is compiled, and a pool that knows how long a search
   * takes.
   */
  async #warmUp(opened: readonly OpenIndex[], warmUpMs: number): Promise<void> {
    const keys = opened.flatMap(({ name, manifest }) =>
      manifest.golden.map(({ query, mode }) =>
        canonicalRequestKey(name, completeSearch({ queries: [query], mode }), false),
      ),
    );
    const endMs = performance.now() + warmUpMs;
    let next = 0;
    const client = async (): Promise<void> => {
      while (keys.length > 0 && performance.now() < endMs) {
        await this.answer(keys[next++ % keys.length], { deadlineMs: SEARCH_DEADLINE_MS, queries: 1 });
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

  get serviceMs(): number {
    return this.#pool.serviceMs;
  }

  async answer(key: string, { deadlineMs, queries, isWanted, takesNotes }: CallOptions): Promise<WrittenAnswer> {
    const { value, bytes, waitedMs } = await this.#pool.run({ key, takesNotes }, { deadlineMs, queries, isWanted });
    return { body: bytes, ...(value as AnswerFacts), waitedMs };
  }

  inspect(index: ServedIndex): Promise<IndexInspection> {
    const known = this.#inspections.get(index.name);
    if (known !== undefined) return known;
    const inspection = this.#inspect(index);
    this.#inspections.set(index.name, inspection);
    return inspection;
  }

  async check(index: ServedIndex): Promise<IndexCheckReport> {
    const open = this.#openOf(index);
    const report = await this.#checks.check(open);
    const { swhid } = report;
    if (swhid !== null) {
      const known = await this.inspect(index);
      this.#inspections.set(index.name, Promise.resolve(withSwhid(known, open, swhid)));
    }
    return report;
  }

  async #inspect(index: ServedIndex): Promise<IndexInspection> {
    const open = this.#openOf(index);
    const inspection = await inspectIndex(open, index);
    if (inspection.bytes > MAX_IDENTIFIED_BYTES) return inspection;
    // An inspection is no less without it, as when the folder is gone.
    const swhid = await this.#checks.identify(open).catch(() => null);
    return swhid === null ? inspection : withSwhid(inspection, open, swhid);
  }

  #openOf(index: ServedIndex): OpenIndex {
    return this.#opened[this.indexes.indexOf(index)];
  }

  async close(): Promise<void> {
    await this.#checks.close();
    await this.#pool.close();
    await this.#onClosed();
  }
}
