import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { errorOf } from '../task-failure.ts';
import type { TaskOutcome } from './task-outcome.ts';
import type { NumberedTask, TaskResult, WorkerReport, WorkerStart } from './worker-message.ts';

/** What a worker has before it. */
export interface LaneSize {
  /** Work in milliseconds. */
  readonly ms: number;
  /** Queries, however long they take. */
  readonly minQueries: number;
}

/** So that a worker need not wait while the thread that speaks HTTP takes what some hundred connections have sent. */
export const SHORT_LANE: LaneSize = { ms: 20, minQueries: 1 };
const MAX_LANE_QUERIES = 192;
/** Between the ends of a worker that never became ready and the next attempt. */
const RETRY_MS = 1000;

/** A worker's task ends by itself only when it cannot begin. */
export type WorkerEnd = Exclude<TaskOutcome, { value: unknown }>;

/** What a task gave, and how long it waited until a worker was given it. */
export interface PoolResult extends TaskResult {
  readonly waitedMs: number;
}

/** One task given to a pool, and who waits for it. */
export interface Call<Task> extends NumberedTask<Task> {
  isAlone?: boolean;
  readonly givenMs: number;
  readonly isWanted: () => boolean;
  /** How long it waited until a worker was given it. */
  waitedMs: number;
  readonly resolve: (result: PoolResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneEvents<Task> {
  readonly onReport: (lane: WorkerLane<Task>, report: WorkerReport) => void;
  /** The worker has ended, for the reason given; the lane starts another. `running` is the number of its task, or 0. */
  readonly onDeath: (lane: WorkerLane<Task>, running: number, cause: unknown) => void;
}

/** The way to one worker, and to the one that replaces it: a single task of the thread pool, which never ends by itself. */
export class WorkerLane<Task> {
  /** Rejects when the first worker ends before it is ready. */
  readonly ready: Promise<void>;
  /** The worker gave tasks back, and has answered nothing since. */
  isBlocked = false;
  readonly #held = new Map<number, Call<Task>>();
  #queries = 0;
  readonly #pool: Piscina<WorkerStart, WorkerEnd>;
  readonly #events: LaneEvents<Task>;
  readonly #size: LaneSize;
  readonly #data: unknown;
  #port: MessagePort | null = null;
  #abort = new AbortController();
  #isReady = false;
  #isClosed = false;

  /** @param data for every worker */
  constructor(pool: Piscina<WorkerStart, WorkerEnd>, data: unknown, events: LaneEvents<Task>, size: LaneSize) {
    this.#data = data;
    this.#size = size;
    this.#pool = pool;
    this.#events = events;
    this.ready = new Promise((resolve, reject) => this.#start(resolve, reject));
  }

  /** What the worker has been given and has not answered, in that order. */
  get held(): ReadonlyMap<number, Call<Task>> {
    return this.#held;
  }

  /** Queries of the tasks that the worker holds. */
  get queries(): number {
    return this.#queries;
  }

  /** How many more queries the worker should have before it. */
  room(serviceMs: number): number {
    if (!this.#isReady || this.isBlocked) return 0;
    const { ms, minQueries } = this.#size;
    const wanted = serviceMs === 0 ? 1 : Math.max(minQueries, Math.min(MAX_LANE_QUERIES, Math.floor(ms / serviceMs)));
    return Math.max(0, wanted - this.#queries);
  }

  send(calls: readonly Call<Task>[]): void {
    const nowMs = performance.now();
    for (const call of calls) {
      call.waitedMs = nowMs - call.givenMs;
      this.#held.set(call.number, call);
      this.#queries += call.queries;
    }
    this.#port?.postMessage(
      calls.map(({ number, deadline, task, queries, isAlone }) => ({ number, deadline, task, queries, isAlone })),
    );
  }

  /** The task with this number, which the worker holds no longer; undefined when it did not. */
  take(number: number): Call<Task> | undefined {
    const call = this.#held.get(number);
    this.#held.delete(number);
    this.#queries -= call?.queries ?? 0;
    return call;
  }

  /** Ends the worker, wherever it is; the lane starts another. */
  kill(): void {
    this.#abort.abort();
  }

  close(): void {
    this.#isClosed = true;
    this.#port?.close();
  }

  #start(onReady: () => void, onFailure: (error: unknown) => void): void {
    const { port1, port2 } = new MessageChannel();
    const running = new Int32Array(new SharedArrayBuffer(4));
    this.#port = port1;
    this.#isReady = false;
    this.isBlocked = false;
    this.#abort = new AbortController();
    port1.on('message', (report: WorkerReport) => {
      if (!this.#isReady) {
        this.#isReady = true;
        onReady();
      }
      this.#events.onReport(this, report);
    });
    const end = (cause: unknown): void => {
      port1.close();
      if (this.#isClosed) return;
      const wasReady = this.#isReady;
      this.#isReady = false;
      if (!wasReady) onFailure(cause);
      this.#events.onDeath(this, Atomics.load(running, 0), cause);
      const again = (): void => {
        if (!this.#isClosed) this.#start(onReady, onFailure);
      };
      if (wasReady) again();
      else setTimeout(again, RETRY_MS).unref();
    };
    this.#pool
      .run({ port: port2, running, data: this.#data }, { transferList: [port2], signal: this.#abort.signal })
      .then((failure) => end(errorOf(failure)), end);
  }
}
