import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { startThreads, WorkerPool } from '../../src/serving/worker-pool.ts';
import { builtProgram } from '../support/http-process.ts';
import type { ToyTask } from '../support/toy-worker.ts';

const filename = builtProgram('test/support/toy-worker.js');
const PATIENT_MS = 60_000;

const answering = (text: string, workMs = 0): ToyTask => ({ does: 'answer', text, workMs });

/** What a caller is told, whatever it is told it with. */
function outcomeOf(pool: WorkerPool<ToyTask>, task: ToyTask, deadlineMs = PATIENT_MS): Promise<unknown> {
  return pool.run(task, { deadlineMs }).then(
    ({ value, bytes }) => ({ value, text: Buffer.from(bytes).toString('utf8') }),
    (error: Error & { code?: string }) => error.code ?? `${error.name}: ${error.message}`,
  );
}

function expectedOf({ does, text }: ToyTask): unknown {
  if (does === 'refuse') return 'UNSUPPORTED';
  return does === 'throw' ? `TypeError: ${text}` : { value: text.length, text };
}

// promise: serve/alone
describe.skipIf(filename === null)('a pool of workers', () => {
  let pool: WorkerPool<ToyTask>;
  const start = async (workers: number, data: 'batching' | null = null): Promise<WorkerPool<ToyTask>> => {
    const lane = data === null ? undefined : { ms: 40, minQueries: 4 };
    pool = await WorkerPool.start<ToyTask>({ threads: startThreads(filename!, workers), data, workers, lane });
    return pool;
  };
  afterEach(() => pool?.close());

  it.each([
    [1, null],
    [3, null],
    [1, 'batching'],
    [3, 'batching'],
  ] as const)(
    'gives every task its own outcome, whatever it is sent with (%d workers, %s)',
    async (workers, shares) => {
      await start(workers, shares);
      const task = fc.record({
        does: fc.constantFrom('answer', 'answer', 'refuse', 'throw'),
        text: fc.string({ unit: 'grapheme', maxLength: 300 }),
        workMs: fc.constantFrom(0, 0, 0, 0.2, 3),
        inBatch: fc.constantFrom('work', 'work', 'work', 'work', 'throw'),
      });
      const bursts = fc.array(fc.array(task, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(bursts, async (all) => {
          const outcomes: Promise<unknown>[] = [];
          for (const burst of all) {
            for (const each of burst) outcomes.push(outcomeOf(pool, each as ToyTask));
            await new Promise((resolve) => setImmediate(resolve));
          }
          expect(await Promise.all(outcomes)).toEqual(all.flat().map((each) => expectedOf(each as ToyTask)));
        }),
        { numRuns: 60 },
      );
      expect(pool.restarts).toBe(0);
    },
  );

  it('takes a long task away from those behind it', async () => {
    await start(2);
    for (let i = 0; i < 200; i++) await outcomeOf(pool, answering('warm'));
    let isSlowDone = false;
    const slow = outcomeOf(pool, answering('slow', 3000)).then(() => {
      isSlowDone = true;
    });
    const quick = await Promise.all(Array.from({ length: 60 }, (_, i) => outcomeOf(pool, answering(`${i}`))));
    expect(isSlowDone).toBe(false);
    expect(quick).toEqual(Array.from({ length: 60 }, (_, i) => expectedOf(answering(`${i}`))));
    await slow;
  });

  it('refuses at its deadline the task that is late, not those beside it', async () => {
    await start(1);
    const outcomes = await Promise.all([
      outcomeOf(pool, answering('long', 5000), 100),
      outcomeOf(pool, answering('waits too long'), 50),
      outcomeOf(pool, answering('has time')),
    ]);
    expect(outcomes).toEqual(['DEADLINE_EXCEEDED', 'DEADLINE_EXCEEDED', expectedOf(answering('has time'))]);
    expect(pool.restarts).toBe(0);
  });

  it('replaces a worker that looks at no deadline, and has its other tasks done', async () => {
    await start(1);
    const outcomes = await Promise.all([
      outcomeOf(pool, { does: 'hang', text: '', workMs: 600_000 }, 100),
      ...Array.from({ length: 20 }, (_, i) => outcomeOf(pool, answering(`${i}`))),
    ]);
    expect(outcomes[0]).toBe('DEADLINE_EXCEEDED');
    expect(outcomes.slice(1)).toEqual(Array.from({ length: 20 }, (_, i) => expectedOf(answering(`${i}`))));
    expect(pool.restarts).toBe(1);
  });

  it('fails the task at which a worker ended, and no other', async () => {
    await start(2);
    for (let i = 0; i < 200; i++) await outcomeOf(pool, answering('warm'));
    const tasks = Array.from(
      { length: 90 },
      (_, i): ToyTask => (i % 30 === 7 ? { does: 'die', text: '', workMs: 0 } : answering(`${i}`)),
    );
    const outcomes = await Promise.all(tasks.map((task) => outcomeOf(pool, task)));
    expect(outcomes).toEqual(tasks.map((task) => (task.does === 'die' ? 'WORKER_FAILED' : expectedOf(task))));
    expect(pool.restarts).toBe(3);
    expect(await outcomeOf(pool, answering('after'))).toEqual(expectedOf(answering('after')));
  });

  it('computes together what waits together, and fails none of it for the fault of one', async () => {
    await start(1, 'batching');
    for (let i = 0; i < 100; i++) await outcomeOf(pool, answering('warm'));
    const tasks = Array.from(
      { length: 30 },
      (_, i): ToyTask => (i === 11 ? { does: 'throw', text: '', workMs: 0 } : { does: 'count', text: '', workMs: 1 }),
    );
    const batches = async (all: readonly ToyTask[]): Promise<number[]> =>
      (await Promise.all(all.map((task) => outcomeOf(pool, task)))).flatMap((outcome) =>
        typeof outcome === 'string' ? [] : Number((outcome as { text: string }).text),
      );
    expect(Math.max(...(await batches(tasks)))).toBeGreaterThan(5);
    const failing = tasks.map((task) => ({ ...task, inBatch: 'throw' }) as const);
    expect(new Set(await batches(failing))).toEqual(new Set([1]));
    const outcomes = await Promise.all([
      outcomeOf(pool, { ...answering('late', 300), inBatch: 'work' }, 100),
      ...Array.from({ length: 5 }, (_, i) => outcomeOf(pool, { ...answering(`${i}`, 30), inBatch: 'work' })),
    ]);
    expect(outcomes).toEqual([
      'DEADLINE_EXCEEDED',
      ...Array.from({ length: 5 }, (_, i) => expectedOf(answering(`${i}`))),
    ]);
    expect(pool.restarts).toBe(0);
  });

  it('finds out, when a worker ends while it computes for several, whose fault it is', async () => {
    await start(2, 'batching');
    for (let i = 0; i < 200; i++) await outcomeOf(pool, answering('warm'));
    const tasks = Array.from({ length: 40 }, (_, i): ToyTask => {
      if (i % 20 === 3) return { does: 'answer', text: 'alone', workMs: 0, inBatch: 'die' };
      return i % 20 === 7 ? { does: 'die', text: '', workMs: 0, inBatch: 'die' } : answering(`${i}`);
    });
    const outcomes = await Promise.all(tasks.map((task) => outcomeOf(pool, task)));
    expect(outcomes).toEqual(tasks.map((task) => (task.does === 'die' ? 'WORKER_FAILED' : expectedOf(task))));
    expect(pool.restarts).toBeGreaterThan(2);
  });

  it('gives up what nobody waits for when its turn comes, and does what stands behind it', async () => {
    await start(1);
    let isWanted = true;
    const first = outcomeOf(pool, answering('first', 200));
    const gone = pool.run(answering('gone', 60_000), { deadlineMs: PATIENT_MS, isWanted: () => isWanted });
    const refused = expect(gone).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    isWanted = false;
    const last = outcomeOf(pool, answering('last'));
    expect(await Promise.all([first, last])).toEqual([expectedOf(answering('first')), expectedOf(answering('last'))]);
    await refused;
  });

  it('tells what a task takes of a worker, once it knows', async () => {
    await start(1);
    expect(pool.serviceMs).toBe(0);
    for (let i = 0; i < 60; i++) await outcomeOf(pool, answering('', 4));
    expect(pool.serviceMs).toBeGreaterThan(3.9);
    expect(pool.serviceMs).toBeLessThan(40);
  });

  it('ends what is under way when it is closed', async () => {
    await start(1);
    const outcomes = [answering('', 60_000), answering('waits')].map((task) => outcomeOf(pool, task));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pool.close();
    expect(await Promise.all(outcomes)).toEqual(['WORKER_FAILED', 'WORKER_FAILED']);
  });

  it('does not start when a worker cannot begin, and says why', async () => {
    await expect(
      WorkerPool.start({ threads: startThreads(filename!, 2), data: 'broken', workers: 2 }),
    ).rejects.toMatchObject({
      code: 'INDEX_CORRUPT',
      facts: { file: 'toy' },
    });
  });
});
