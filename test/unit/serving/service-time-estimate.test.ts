import { describe, expect, it } from 'vitest';
import { ServiceTimeEstimate } from '../../../src/serving/service-time-estimate.ts';

/** Reports of `tasks` tasks of `taskMs` each, one after another, from `fromMs` on. */
function report(estimate: ServiceTimeEstimate, reports: number, tasks: number, taskMs: number, fromMs: number): number {
  let nowMs = fromMs;
  for (let i = 0; i < reports; i++) {
    nowMs += tasks * taskMs;
    estimate.observe(tasks * taskMs, tasks, nowMs);
  }
  return nowMs;
}

describe('the estimate of the service time', () => {
  it('is unknown until enough tasks have ended', () => {
    const estimate = new ServiceTimeEstimate();
    report(estimate, 32, 1, 500, 0);
    expect(estimate.serviceMs).toBe(0);
    report(estimate, 1, 1, 2, 16_000);
    expect(estimate.serviceMs).toBeCloseTo(2);
  });

  it('is hardly moved by one stall of the machine', () => {
    const estimate = new ServiceTimeEstimate();
    const nowMs = report(estimate, 1000, 4, 0.25, 0);
    expect(estimate.serviceMs).toBeCloseTo(0.25);
    report(estimate, 1, 4, 25, nowMs);
    expect(estimate.serviceMs).toBeLessThan(0.3);
  });

  it('follows a change to slow searches within five of them', () => {
    const estimate = new ServiceTimeEstimate();
    const nowMs = report(estimate, 1000, 4, 0.25, 0);
    report(estimate, 5, 1, 50, nowMs);
    expect(estimate.serviceMs).toBeGreaterThan(40);
  });

  it('follows a change to fast searches within seconds', () => {
    const estimate = new ServiceTimeEstimate();
    const nowMs = report(estimate, 100, 1, 50, 0);
    report(estimate, 3000, 4, 0.25, nowMs);
    expect(estimate.serviceMs).toBeLessThan(0.6);
  });

  it('is the mean of a mixture, not its most frequent value', () => {
    const estimate = new ServiceTimeEstimate();
    let nowMs = 0;
    for (let i = 0; i < 500; i++) {
      nowMs = report(estimate, 4, 1, 1, nowMs);
      nowMs = report(estimate, 1, 1, 51, nowMs);
    }
    expect(estimate.serviceMs).toBeGreaterThan(8);
    expect(estimate.serviceMs).toBeLessThan(15);
  });
});
