/** What the thread that speaks HTTP and a worker thread say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { TaskOutcome } from './task-outcome.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly port: MessagePort;
  /** One element in shared memory: the number of the task that runs, 0 for none, or SEVERAL. It outlives the worker. */
  readonly running: Int32Array;
  /** What its pool serves. */
  readonly data: unknown;
}

/** In place of a task's number, while what several tasks share is computed. */
export const SEVERAL = -1;

export interface NumberedTask<Task> {
  /** From 1; of no other task of this pool. */
  readonly number: number;
  /** When to give up, by `monotonicMs`. */
  readonly deadline: number;
  readonly task: Task;
  /** How many queries it holds: several for a batch, 1 for what is no search. */
  readonly queries: number;
  /** Computed with no other: one of several at which a worker ended. */
  readonly isAlone?: boolean;
}

/** What a task gave; `bytes` are empty where it gave none. */
export interface TaskResult {
  readonly value: unknown;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** From a worker; the first one says that it is ready and has nothing else in it. */
export interface WorkerReport {
  /** Numbers of the tasks that have ended, and how, in the same order. */
  readonly ended: readonly number[];
  readonly outcomes: readonly TaskOutcome[];
  /** Those of all outcomes, in one piece: handing over many small ones keeps the collector of garbage busy. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Tasks given back, not begun: the one that runs takes long. */
  readonly returned: readonly number[];
  /** Time that the tasks ended took. */
  readonly busyMs: number;
}
