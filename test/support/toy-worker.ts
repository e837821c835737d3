/** A worker that does what its tasks say: the pool's own faults are tried with it, which no search provokes at will. */
import { workerData } from 'node:worker_threads';
import { failureOf } from '../../src/api/task-outcome.ts';
import { TaskRunner } from '../../src/api/task-runner.ts';
import type { WorkerEnd } from '../../src/api/worker-lane.ts';
import type { TaskResult, WorkerStart } from '../../src/api/worker-message.ts';
import { StillwebError } from '../../src/errors.ts';

export interface ToyTask {
  readonly does: 'answer' | 'refuse' | 'throw' | 'die' | 'hang';
  readonly text: string;
  /** How long it works first; `hang` looks at no checkpoint meanwhile. */
  readonly workMs: number;
}

export default async function serve(start: WorkerStart): Promise<WorkerEnd> {
  if (workerData === 'broken') return failureOf(new StillwebError('INDEX_CORRUPT', 'made so', { file: 'toy' }));
  new TaskRunner<ToyTask>(start, carryOut);
  return new Promise<never>(() => {});
}

/** Used again by every task, as the memory of real answers is. */
const memory = new Uint8Array(4096);

async function carryOut({ does, text, workMs }: ToyTask, checkpoint: () => void): Promise<TaskResult> {
  const endMs = performance.now() + workMs;
  while (performance.now() < endMs) if (does !== 'hang') checkpoint();
  if (does === 'refuse') throw new StillwebError('UNSUPPORTED', text, { text });
  if (does === 'throw') throw new TypeError(text);
  if (does === 'die') process.exit(1);
  const { written } = new TextEncoder().encodeInto(text, memory);
  return { value: text.length, bytes: memory.subarray(0, written) };
}
