import { receiveMessageOnPort } from 'node:worker_threads';
import { StillwebError } from '../errors.ts';
import { BytePile } from './byte-pile.ts';
import { failureOf, type TaskOutcome } from './task-outcome.ts';
import type { NumberedTask, TaskResult, WorkerReport, WorkerStart } from './worker-message.ts';

/** Outcomes wait at most about so long for others to be sent with them. */
const REPORT_MS = 2;
/** When one task has taken this long, those behind it are given back: another worker may be free. */
const PATIENCE_MS = 5;

/** Carries out one task; what it gives may stand in memory that the next task uses. Calls `checkpoint` now and then, which throws to give up. */
export type CarryOut<Task> = (task: Task, checkpoint: () => void) => Promise<TaskResult>;

/**
 * The worker's side of a pool: takes tasks in batches, carries them out one after another, and reports in batches.
 *
 * A task knows nothing of the others in its batch. While a long one runs, its checkpoints send out what has ended before
 * it and give back what has come behind it.
 */
export class TaskRunner<Task> {
  readonly #start: WorkerStart;
  readonly #carryOut: CarryOut<Task>;
  readonly #waiting: NumberedTask<Task>[] = [];
  #isRunning = false;
  #ended: number[] = [];
  #outcomes: TaskOutcome[] = [];
  readonly #bytes = new BytePile();
  #busyMs = 0;
  #reportedMs = 0;

  /** Begins to listen, and says that it is ready. */
  constructor(start: WorkerStart, carryOut: CarryOut<Task>) {
    this.#start = start;
    this.#carryOut = carryOut;
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
      const next = this.#waiting.shift() as NumberedTask<Task>;
      Atomics.store(this.#start.running, 0, next.number);
      const outcome = await this.#outcomeOf(next, beganMs);
      this.#ended.push(next.number);
      this.#outcomes.push(outcome);
      const nowMs = performance.now();
      this.#busyMs += nowMs - beganMs;
      beganMs = nowMs;
      if (this.#waiting.length === 0 || nowMs - this.#reportedMs >= REPORT_MS) this.#report([]);
    }
    Atomics.store(this.#start.running, 0, 0);
    this.#isRunning = false;
  }

  async #outcomeOf({ deadline, task }: NumberedTask<Task>, beganMs: number): Promise<TaskOutcome> {
    const checkpoint = (): void => {
      if (Date.now() >= deadline) {
        throw new StillwebError('DEADLINE_EXCEEDED', 'the search was not done before its deadline');
      }
      const nowMs = performance.now();
      if (this.#ended.length > 0 && nowMs - this.#reportedMs >= REPORT_MS) this.#report([]);
      if (nowMs - beganMs >= PATIENCE_MS) this.#giveBack();
    };
    try {
      // A task that waited too long is not begun: its caller has gone.
      checkpoint();
      const { value, bytes } = await this.#carryOut(task, checkpoint);
      return bytes.length === 0 ? { value } : { value, bytes: this.#bytes.add(bytes) };
    } catch (error) {
      return failureOf(error);
    }
  }

  #giveBack(): void {
    while (this.#receive());
    if (this.#waiting.length === 0) return;
    this.#report(this.#waiting.splice(0).map(({ number }) => number));
  }

  /** Takes what has been sent since, without waiting for the event loop. */
  #receive(): boolean {
    const received = receiveMessageOnPort(this.#start.port) as { message: NumberedTask<Task>[] } | undefined;
    if (received === undefined) return false;
    this.#waiting.push(...received.message);
    return true;
  }

  #report(returned: number[]): void {
    const bytes = this.#bytes.take();
    const busyMs = this.#busyMs;
    const report: WorkerReport = { ended: this.#ended, outcomes: this.#outcomes, bytes, returned, busyMs };
    this.#start.port.postMessage(report, [bytes.buffer]);
    this.#ended = [];
    this.#outcomes = [];
    this.#busyMs = 0;
    this.#reportedMs = performance.now();
  }
}
