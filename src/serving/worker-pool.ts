import { Piscina } from 'piscina';
import { StillwebError } from '../errors.ts';
import { errorOf } from '../task-failure.ts';
import { loadInPool } from '../worker-file.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { ServiceTimeEstimate } from './service-time-estimate.ts';
import { type Call, type LaneSize, type PoolResult, SHORT_LANE, type WorkerEnd, WorkerLane } from './worker-lane.ts';
import { SEVERAL, type WorkerReport, type WorkerStart } from './worker-message.ts';

/** A worker that has not looked at its deadline this long after it is taken for dead and replaced. */
const GRACE_MS = 1000;
const SWEEP_MS = 200;

/** The threads of a pool. They load the module of a worker at once, and then wait for what they are to serve. */
export type WorkerThreads = Piscina<WorkerStart, WorkerEnd>;

/**
 * @param file a module whose default export takes a `WorkerStart`, makes a `TaskRunner` of it, and never ends
 * @param ahead its `workerData`: what it may load before it is told what to serve
 */
export function startThreads(file: string, workers: number, ahead: object = {}): WorkerThreads {
  const threads: WorkerThreads = new Piscina({
    ...loadInPool(file),
    workerData: ahead,
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: 1,
    // Threads wait for work asleep: a spinning thread would take a core from the one that speaks HTTP.
    atomics: 'disabled',
  });
  // A thread that ends outside of a task is noticed by its lane.
  threads.on('error', () => {});
  return threads;
}

export interface WorkerPoolOptions {
  /** The pool ends them. */
  readonly threads: WorkerThreads;
  /** What each is to serve. */
  readonly data: unknown;
  /** How many threads there are. */
  readonly workers: number;
  /** What a worker is given at once: more where tasks cost less together. */
  readonly lane?: LaneSize;
}

export interface RunOptions {
  /** How long it may take, waiting included, in milliseconds from now. */
  readonly deadlineMs: number;
  /** Of the task. Default: 1, also for what is no search. */
  readonly queries?: number;
  /** Asked before a worker is given it; one that is not wanted any more is given up. Default: it is. */
  readonly isWanted?: () => boolean;
}

/**
 * Worker threads that answer tasks, several in one message where several wait.
 *
 * Tasks wait here, in the order of their coming, and go to the workers in batches of a few milliseconds of work. Each has
 * its own deadline and outcome, whatever it is sent with. When a worker ends, the task that it was at has failed; what it
 * had not begun, or was computing together, goes to another.
 */
export class WorkerPool<Task> {
  readonly workers: number;
  /** Workers replaced. */
  restarts = 0;
  readonly #threads: WorkerThreads;
  readonly #lanes: readonly WorkerLane<Task>[];
  readonly #sweeper: NodeJS.Timeout;
  #waiting: Call<Task>[] = [];
  #isScheduled = false;
  #count = 0;
  readonly #estimate = new ServiceTimeEstimate();

  private constructor({ threads, data, workers, lane = SHORT_LANE }: WorkerPoolOptions) {
    this.workers = workers;
    this.#threads = threads;
    const events = {
      onReport: (lane: WorkerLane<Task>, report: WorkerReport) => this.#take(lane, report),
      onDeath: (lane: WorkerLane<Task>, running: number, cause: unknown) => this.#recover(lane, running, cause),
    };
    this.#lanes = Array.from({ length: workers }, () => new WorkerLane<Task>(threads, data, events, lane));
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** What one query takes of a worker, in milliseconds; 0 until some have ended. */
  get serviceMs(): number {
    return this.#estimate.serviceMs;
  }

  /** Settles when every worker is ready. Rejects with what ended one before it was. */
  static async start<Task>(options: WorkerPoolOptions): Promise<WorkerPool<Task>> {
    const pool = new WorkerPool<Task>(options);
    try {
      await Promise.all(pool.#lanes.map(({ ready }) => ready));
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /**
   * What the worker gave; rejects with what it threw when that was a StillwebError, with DEADLINE_EXCEEDED, or with
   * WORKER_FAILED. Any other rejection is a bug.
   */
  run(task: Task, { deadlineMs, queries = 1, isWanted = () => true }: RunOptions): Promise<PoolResult> {
    return new Promise((resolve, reject) => {
      const number = ++this.#count;
      const deadline = monotonicMs() + deadlineMs;
      const givenMs = performance.now();
      this.#waiting.push({ number, deadline, task, queries, isWanted, givenMs, waitedMs: 0, resolve, reject });
      // What else arrives in this turn of the event loop goes with it.
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      setImmediate(() => {
        this.#isScheduled = false;
        this.#dispatch();
      });
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const lane of this.#lanes) {
      lane.close();
      for (const call of lane.held.values()) call.reject(workerFailed(null));
    }
    for (const call of this.#waiting) call.reject(workerFailed(null));
    await this.#threads.destroy();
  }

  /** Gives each worker with room its share of what waits, the idlest first. */
  #dispatch(): void {
    if (this.#waiting.length === 0) return;
    const { serviceMs } = this;
    const open = this.#lanes.filter((lane) => lane.room(serviceMs) > 0).sort((a, b) => a.queries - b.queries);
    for (const [i, lane] of open.entries()) {
      const share = Math.ceil(this.#waiting.length / (open.length - i));
      const calls: Call<Task>[] = [];
      let room = lane.room(serviceMs);
      while (room > 0 && calls.length < share && this.#waiting.length > 0) {
        const call = this.#waiting.shift()!;
        if (!call.isWanted()) {
          call.reject(new StillwebError('DEADLINE_EXCEEDED', 'nobody waits for it any more'));
          continue;
        }
        calls.push(call);
        room -= call.queries;
      }
      if (calls.length > 0) lane.send(calls);
    }
  }

  #take(lane: WorkerLane<Task>, { ended, outcomes, bytes, returned, busyMs }: WorkerReport): void {
    let queries = 0;
    for (const [i, number] of ended.entries()) {
      const call = lane.take(number);
      queries += call?.queries ?? 1;
      const outcome = outcomes[i];
      if ('value' in outcome)
        call?.resolve({
          value: outcome.value,
          bytes: bytes.subarray(...(outcome.bytes ?? [0, 0])),
          waitedMs: call.waitedMs,
        });
      else call?.reject(errorOf(outcome));
    }
    this.#estimate.observe(busyMs, queries, performance.now());
    if (returned.length > 0 || ended.length > 0) lane.isBlocked = returned.length > 0;
    this.#putBack(lane, returned);
    this.#dispatch();
  }

  /** Tasks that were given to a worker and not begun wait again, before those that came later. */
  #putBack(lane: WorkerLane<Task>, numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    const calls = numbers.flatMap((number) => lane.take(number) ?? []);
    this.#waiting = [...calls, ...this.#waiting].sort((a, b) => a.number - b.number);
  }

  #recover(lane: WorkerLane<Task>, running: number, cause: unknown): void {
    this.restarts++;
    lane.take(running)?.reject(workerFailed(cause));
    // Which of several was at fault is found out by doing each by itself.
    if (running === SEVERAL) for (const call of lane.held.values()) call.isAlone = true;
    // The rest was not begun, or its outcome was not sent: doing it again gives the same.
    this.#putBack(lane, [...lane.held.keys()]);
    this.#dispatch();
  }

  /** Gives up on what is late beyond doubt: what no worker took, and workers that look at no deadline. */
  #sweep(): void {
    const nowMs = monotonicMs();
    const isLate = (call: Call<Task>): boolean => nowMs > call.deadline + GRACE_MS;
    const late = this.#waiting.filter(isLate);
    if (late.length > 0) this.#waiting = this.#waiting.filter((call) => !isLate(call));
    for (const lane of this.#lanes) {
      const stuck = [...lane.held.values()].filter(isLate);
      if (stuck.length === 0) continue;
      for (const { number } of stuck) lane.take(number);
      late.push(...stuck);
      lane.kill();
    }
    for (const call of late) call.reject(new StillwebError('DEADLINE_EXCEEDED', 'the search did not end in time'));
  }
}

function workerFailed(cause: unknown): StillwebError {
  return new StillwebError('WORKER_FAILED', 'the worker ended before it answered', {}, { cause });
}
