import { expect, it } from 'vitest';
import { settleOptions } from '../../../src/api/server-options.ts';
import {
  CONNECTION_CHECK_MS,
  DRAIN_IDLE_MS,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  MAX_WAIT_MS,
  REQUEST_TIMEOUT_MS,
  RESPONSE_TIMEOUT_MS,
  SEARCH_DEADLINE_MS,
  SOCKET_IDLE_TIMEOUT_MS,
} from '../../../src/limits.ts';

it('a server that is told nothing keeps the times of the limits', () => {
  const { deadlineMs, maxWaitMs, timeouts } = settleOptions({});
  expect([deadlineMs, maxWaitMs]).toEqual([SEARCH_DEADLINE_MS, MAX_WAIT_MS]);
  expect(timeouts).toEqual({
    headersMs: HEADERS_TIMEOUT_MS,
    requestMs: REQUEST_TIMEOUT_MS,
    checkMs: CONNECTION_CHECK_MS,
    keepAliveMs: KEEP_ALIVE_TIMEOUT_MS,
    socketIdleMs: SOCKET_IDLE_TIMEOUT_MS,
    responseMs: RESPONSE_TIMEOUT_MS,
    drainIdleMs: DRAIN_IDLE_MS,
  });
});

it('no time of a server cuts off what another still admits', () => {
  // Node swaps the first two when headers may take longer.
  expect(HEADERS_TIMEOUT_MS).toBeLessThan(REQUEST_TIMEOUT_MS);
  expect(SOCKET_IDLE_TIMEOUT_MS).toBeGreaterThan(REQUEST_TIMEOUT_MS + SEARCH_DEADLINE_MS);
  expect(MAX_WAIT_MS * 2).toBeLessThanOrEqual(SEARCH_DEADLINE_MS);
  expect(RESPONSE_TIMEOUT_MS).toBeGreaterThan(REQUEST_TIMEOUT_MS + SEARCH_DEADLINE_MS);
});
