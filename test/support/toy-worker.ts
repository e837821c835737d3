/** A worker that does what its tasks say: the pool's own faults are tried with it, which no search provokes at will. */
import { StillwebError } from '../../src/errors.ts';
import { TaskRunner } from '../../src/serving/task-runner.ts';
import type { WorkerEnd } from '../../src/serving/worker-lane.ts';
import type { TaskResult, WorkerStart } from '../../src/serving/worker-message.ts';
import { failureOf } from '../../src/task-failure.ts';

export interface ToyTask {
  /** `count` answers with how many tasks it was computed together with, itself among them. */
  readonly does: 'answer' | 'count' | 'refuse' | 'throw' | 'die' | 'hang';
  readonly text: string;
  /** How long it works first; `hang` looks at no checkpoint meanwhile. */
  readonly workMs: number;
  /** What becomes of the work that tasks share, when the worker is one that shares it and this task is among them. */
  readonly inBatch?: 'work' | 'throw' | 'die';
}

export default async function serve(start: WorkerStart): Promise<WorkerEnd> {
  if (start.data === 'broken') return failureOf(new StillwebError('INDEX_CORRUPT', 'made so', { file: 'toy' }));
  new TaskRunner<ToyTask>(start, carryOut, start.data === 'batching' ? computeTogether : null);
  return new Promise<never>(() => {});
}

/** Used again by every task, as the memory of real answers is. */
const memory = new Uint8Array(4096);

/** Of how many tasks one is, where it was computed together with others. */
const batches = new WeakMap<ToyTask, number>();

async function computeTogether(tasks: readonly ToyTask[], checkpoint: () => void): Promise<void> {
  for (const task of tasks) {
    if (task.inBatch === 'die') process.exit(1);
    if (task.inBatch === 'throw') throw new TypeError('shared work failed');
    const endMs = performance.now() + (task.inBatch === 'work' ? task.workMs : 0);
    while (performance.now() < endMs) checkpoint();
  }
  for (const task of tasks) batches.set(task, tasks.length);
}

async function carryOut(task: ToyTask, checkpoint: () => void): Promise<TaskResult> {
  const { does, inBatch } = task;
  const workMs = inBatch === 'work' && batches.has(task) ? 0 : task.workMs;
  const text = does === 'count' ? `${batches.get(task) ?? 1}` : task.text;
  return answer({ ...task, text, workMs }, checkpoint);
}

function answer({ does, text, workMs }: ToyTask, checkpoint: () => void): TaskResult {
  const endMs = performance.now() + workMs;
  while (performance.now() < endMs) if (does !== 'hang') checkpoint();
  if (does === 'refuse') throw new StillwebError('UNSUPPORTED', text, { text });
  if (does === 'throw') throw new TypeError(text);
  if (does === 'die') process.exit(1);
  const { written } = new TextEncoder().encodeInto(text, memory);
  return { value: text.length, bytes: memory.subarray(0, written) };
}
