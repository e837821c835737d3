import { receiveMessageOnPort } from 'node:worker_threads';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { StillwebError } from '../errors.ts';
import { failureOf } from '../task-failure.ts';
import { monotonicMs } from './monotonic-clock.ts';
import type { TaskOutcome } from './task-outcome.ts';
import { type NumberedTask, SEVERAL, type TaskResult, type WorkerReport, type WorkerStart } from './worker-message.ts';

/** Outcomes wait at most about so long for others to be sent with them. */
const REPORT_MS = 2;
/** When one task has taken this long, those behind it are given back: another worker may be free. */
const PATIENCE_MS = 5;

/** For the bytes of the answers in a report. */
const FIRST_BYTES = 64 * 1024;

/** Carries out one task; what it gives may stand in memory that the next task uses. Calls `checkpoint` now and then, which throws to give up. */
export type CarryOut<Task> = (task: Task, checkpoint: () => void) => Promise<TaskResult>;

/**
 * Computes what tasks that wait together have in common, before the first of them is carried out. Changes no outcome: what
 * it throws is forgotten.
 */
export type ComputeTogether<Task> = (tasks: readonly Task[], checkpoint: () => void) => Promise<void>;

/**
 * The worker's side of a pool: takes tasks in batches, carries them out one after another, and reports in batches.
 *
 * The outcome of a task knows nothing of the others in its batch. While a long one runs, its checkpoints send out what has
 * ended before it and give back what has come behind it.
 */
export class TaskRunner<Task> {
  readonly #start: WorkerStart;
  readonly #carryOut: CarryOut<Task>;
  readonly #computeTogether: ComputeTogether<Task> | null;
  readonly #waiting: NumberedTask<Task>[] = [];
  #isRunning = false;
  /** How many of those that wait, from the first on, were computed together, and what that took. */
  #together = 0;
  #togetherMs = 0;
  #ended: number[] = [];
  #outcomes: TaskOutcome[] = [];
  #bytes = new ByteWriter(FIRST_BYTES);
  #busyMs = 0;
  #reportedMs = 0;

  /** Begins to listen, and says that it is ready. */
  constructor(start: WorkerStart, carryOut: CarryOut<Task>, computeTogether: ComputeTogether<Task> | null = null) {
    this.#start = start;
    this.#carryOut = carryOut;
    this.#computeTogether = computeTogether;
    start.port.on('message', (tasks: NumberedTask<Task>[]) => {
      this.#waiting.push(...tasks);
      if (!this.#isRunning) void this.#run();
    });
    this.#report([]);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#reportedMs = performance.now();
    let beganMs = this.#reportedMs;
    while (this.#waiting.length > 0 || this.#receive()) {
      if (this.#together === 0 && this.#waiting.length > 1) {
        await this.#shareWork();
        beganMs = performance.now();
      }
      const next = this.#waiting.shift() as NumberedTask<Task>;
      Atomics.store(this.#start.running, 0, next.number);
      const outcome = await this.#outcomeOf(next, beganMs);
      this.#ended.push(next.number);
      this.#outcomes.push(outcome);
      const nowMs = performance.now();
      this.#busyMs += nowMs - beganMs;
      if (this.#together > 0) this.#endShare();
      beganMs = nowMs;
      if (this.#waiting.length === 0 || nowMs - this.#reportedMs >= REPORT_MS) this.#report([]);
    }
    Atomics.store(this.#start.running, 0, 0);
    this.#isRunning = false;
  }

  /** One of those that were computed together has ended: its share of that time is its own. */
  #endShare(): void {
    const shareMs = this.#togetherMs / this.#together;
    this.#busyMs += shareMs;
    this.#togetherMs -= shareMs;
    this.#together--;
  }

  async #shareWork(): Promise<void> {
    if (this.#computeTogether === null) return;
    const nowMs = monotonicMs();
    const batch = this.#waiting.filter(({ isAlone, deadline }) => isAlone !== true && deadline > nowMs);
    if (batch.length < 2) return;
    const count = this.#waiting.length;
    // Each gives up at its own deadline, later; here they do when nobody is waited for any more.
    const lastDeadline = Math.max(...batch.map(({ deadline }) => deadline));
    const beganMs = performance.now();
    Atomics.store(this.#start.running, 0, SEVERAL);
    try {
      await this.#computeTogether(
        batch.map(({ task }) => task),
        () => {
          refuseAfter(lastDeadline);
          this.#lookAround(performance.now() - beganMs >= PATIENCE_MS ? count : null);
        },
      );
    } catch {
      // Whose fault it was, the tasks find out one by one.
    }
    this.#together = count;
    this.#togetherMs = performance.now() - beganMs;
  }

  async #outcomeOf({ deadline, task }: NumberedTask<Task>, beganMs: number): Promise<TaskOutcome> {
    // What was computed for those behind is not thrown away for less than it took.
    const patienceMs = Math.max(PATIENCE_MS, this.#togetherMs);
    const checkpoint = (): void => {
      refuseAfter(deadline);
      this.#lookAround(performance.now() - beganMs >= patienceMs ? 0 : null);
    };
    try {
      // A task that waited too long is not begun: its caller has gone.
      checkpoint();
      const { value, bytes } = await this.#carryOut(task, checkpoint);
      if (bytes.length === 0) return { value };
      const start = this.#bytes.length;
      this.#bytes.append(bytes);
      return { value, bytes: [start, this.#bytes.length] };
    } catch (error) {
      return failureOf(error);
    }
  }

  /** @param kept tasks to keep of those that wait; null for all */
  #lookAround(kept: number | null): void {
    if (this.#ended.length > 0 && performance.now() - this.#reportedMs >= REPORT_MS) this.#report([]);
    if (kept === null) return;
    while (this.#receive());
    if (this.#waiting.length <= kept) return;
    if (kept === 0) {
      // In vain for those that go.
      this.#busyMs += this.#togetherMs;
      this.#together = 0;
      this.#togetherMs = 0;
    }
    this.#report(this.#waiting.splice(kept).map(({ number }) => number));
  }

  /** Takes what has been sent since, without waiting for the event loop. */
  #receive(): boolean {
    const received = receiveMessageOnPort(this.#start.port) as { message: NumberedTask<Task>[] } | undefined;
    if (received === undefined) return false;
    this.#waiting.push(...received.message);
    return true;
  }

  #report(returned: number[]): void {
    const bytes = this.#bytes.view().slice();
    // Large answers are rare, and their memory would stay.
    if (bytes.length > FIRST_BYTES * 16) this.#bytes = new ByteWriter(FIRST_BYTES);
    else this.#bytes.clear();
    const busyMs = this.#busyMs;
    const report: WorkerReport = { ended: this.#ended, outcomes: this.#outcomes, bytes, returned, busyMs };
    this.#start.port.postMessage(report, [bytes.buffer]);
    this.#ended = [];
    this.#outcomes = [];
    this.#busyMs = 0;
    this.#reportedMs = performance.now();
  }
}

/** @throws StillwebError DEADLINE_EXCEEDED */
function refuseAfter(deadline: number): void {
  if (monotonicMs() < deadline) return;
  throw new StillwebError('DEADLINE_EXCEEDED', 'the search was not done before its deadline');
}
