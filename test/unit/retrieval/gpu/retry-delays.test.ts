import { expect, it } from 'vitest';
import { GPU_FIRST_RETRY_MS, GPU_MAX_RETRY_MS } from '../../../../src/limits.ts';
import { RetryDelays } from '../../../../src/retrieval/gpu/retry-delays.ts';

it('looks for a lost GPU after a second, then after twice as long each time, up to a minute', () => {
  const delays = new RetryDelays();
  const taken = Array.from({ length: 9 }, () => delays.take());
  expect(taken).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  expect([taken[0], taken[8]]).toEqual([GPU_FIRST_RETRY_MS, GPU_MAX_RETRY_MS]);
});

it('begins anew for a GPU that was whole for a minute, and not for one that was lost at once', () => {
  const delays = new RetryDelays(10, 40);
  expect([delays.take(), delays.take()]).toEqual([10, 20]);
  delays.observeLoss(39);
  expect(delays.take()).toBe(40);
  delays.observeLoss(40);
  expect(delays.take()).toBe(10);
});
