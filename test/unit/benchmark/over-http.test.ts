import { expect, it } from 'vitest';
import { describeLevel } from '../../../src/benchmark/over-http.ts';

it('counts answers alone as requests a second, and refusals apart from failures', () => {
  const outcome = {
    ms: Float64Array.of(4, 2, 3, 1),
    waitMs: Float64Array.of(3, 1, Number.NaN, 0),
    wallSeconds: 2,
    refused: 7,
    failed: 1,
    statuses: { 200: 4, 503: 7, CLOSED: 1 },
  };
  expect(describeLevel('bm25', 16, outcome)).toEqual({
    mode: 'bm25',
    clients: 16,
    seconds: 2,
    answered: 4,
    refused: 7,
    failed: 1,
    statuses: { 200: 4, 503: 7, CLOSED: 1 },
    qps: 2,
    ms: { mean: 2.5, p50: 2, p95: 4, p99: 4 },
    waitMs: { mean: 1.3333, p50: 1, p95: 3, p99: 3 },
  });
});

it('has no latency where nothing was answered', () => {
  const none = {
    ms: new Float64Array(0),
    waitMs: new Float64Array(0),
    wallSeconds: 1,
    refused: 3,
    failed: 0,
    statuses: { 503: 3 },
  };
  expect(describeLevel('dense', 1, none)).toMatchObject({ answered: 0, qps: 0, ms: null });
});
