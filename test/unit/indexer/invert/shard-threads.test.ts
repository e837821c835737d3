import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { ShardThreads } from '../../../../indexer/invert/shard-threads.ts';

let started = 0;
let threads: ShardThreads | null = null;
const count = (): void => {
  started += 1;
};

afterEach(async () => {
  process.off('worker', count);
  await threads?.end();
});

async function startedBy(prepare: (threads: ShardThreads) => Promise<void> | void): Promise<number> {
  started = 0;
  process.on('worker', count);
  threads = new ShardThreads(1, []);
  await prepare(threads);
  threads.warm();
  await setImmediate();
  return started;
}

it('are started before there is work', async () => {
  expect(await startedBy(() => {})).toBe(1);
});

it('are not started behind their end, where nobody would end them', async () => {
  expect(await startedBy((some) => some.end())).toBe(0);
});
