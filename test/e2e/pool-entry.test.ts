import { Piscina } from 'piscina';
import { afterEach, describe, expect, it } from 'vitest';
import { loadInPool } from '../../src/worker-file.ts';
import { builtProgram } from '../support/http-process.ts';

const file = builtProgram('test/support/how-loaded-worker.js');

describe.skipIf(file === null)('the entry of a pool', () => {
  let pool: Piscina;
  const start = (path: string): Piscina => {
    pool = new Piscina({ ...loadInPool(path), minThreads: 0, maxThreads: 1 });
    return pool;
  };
  afterEach(() => pool.destroy());

  it('imports the file of a worker, for Node may end with a thread that requires a module of ES', async () => {
    expect(await start(file as string).run(null)).toBe('by import');
  });

  it('lets a task name another export of the file', async () => {
    expect(await start(file as string).run(21, { name: 'double' })).toBe(42);
  });
});
