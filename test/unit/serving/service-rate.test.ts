import { describe, expect, it } from 'vitest';
import { ServiceRate } from '../../../src/serving/service-rate.ts';

/** Answers `count` queries, one every `queryMs`, while more wait; returns when the last was answered. */
function answer(rate: ServiceRate, count: number, queryMs: number, fromMs: number): number {
  rate.begin(fromMs);
  for (let i = 1; i <= count; i++) rate.answer(1, true, fromMs + i * queryMs);
  return fromMs + count * queryMs;
}

/** While a queue lasts it does not matter when one asks. */
const NOW = 0;

describe('the rate at which a queue is answered', () => {
  it('is unknown until a tenth of a second was seen', () => {
    const rate = new ServiceRate();
    expect(rate.queryMs(NOW)).toBe(0);
    answer(rate, 19, 5, 0);
    expect(rate.queryMs(NOW)).toBe(0);
    answer(rate, 10, 5, 95);
    expect(rate.queryMs(NOW)).toBeCloseTo(5);
  });

  it('is unknown until sixteen queries were answered: the first of a cold program take long', () => {
    const rate = new ServiceRate();
    answer(rate, 15, 500, 0);
    expect(rate.queryMs(NOW)).toBe(0);
    answer(rate, 1, 500, 7500);
    expect(rate.queryMs(NOW)).toBeCloseTo(500);
  });

  it('counts every query of a batch', () => {
    const rate = new ServiceRate();
    rate.begin(0);
    for (let at = 200; at <= 2000; at += 200) rate.answer(20, true, at);
    expect(rate.queryMs(NOW)).toBeCloseTo(10);
  });

  it('follows within a second, and is hardly moved by a moment', () => {
    const rate = new ServiceRate();
    const atMs = answer(rate, 1000, 10, 0);
    rate.answer(1, true, atMs + 60);
    expect(rate.queryMs(NOW)).toBeLessThan(11);
    answer(rate, 100, 30, atMs + 60);
    expect(rate.queryMs(NOW)).toBeGreaterThan(25);
  });

  it('looks at no time in which nothing waited', () => {
    const rate = new ServiceRate();
    const atMs = answer(rate, 100, 10, 0);
    rate.answer(1, false, atMs + 10);
    rate.answer(1, false, atMs + 2000);
    answer(rate, 10, 10, atMs + 3000);
    expect(rate.queryMs(NOW)).toBeCloseTo(10);
  });

  it('is not begun anew while something waits', () => {
    const rate = new ServiceRate();
    rate.begin(0);
    rate.begin(150);
    rate.answer(20, true, 200);
    expect(rate.queryMs(NOW)).toBe(10);
  });

  it('remembers a queue whose last query took long', () => {
    const rate = new ServiceRate();
    const atMs = answer(rate, 100, 30, 0);
    rate.answer(1, false, atMs + 4000);
    const queryMs = rate.queryMs(NOW);
    rate.begin(atMs + 6000);
    expect(rate.queryMs(NOW)).toBe(queryMs);
  });

  it('forgets a queue that ended long ago', () => {
    const rate = new ServiceRate();
    const atMs = answer(rate, 100, 30, 0);
    rate.answer(1, false, atMs);
    rate.begin(atMs + 5000);
    expect(rate.queryMs(NOW)).toBeGreaterThan(25);
    rate.answer(0, false, atMs + 5000);
    rate.begin(atMs + 10_001);
    expect(rate.queryMs(NOW)).toBe(0);
  });

  it('is forgotten while nothing is let in to wait, too', () => {
    const rate = new ServiceRate();
    const atMs = answer(rate, 100, 30, 0);
    rate.answer(1, false, atMs);
    expect(rate.queryMs(atMs + 5000)).toBeGreaterThan(25);
    expect(rate.queryMs(atMs + 5001)).toBe(0);
  });
});
