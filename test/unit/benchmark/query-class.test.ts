import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { classifyQuery, countTerms, summarizeClasses } from '../../../src/benchmark/query-class.ts';

describe('the class of a query', () => {
  it.each([
    [0, 'short'],
    [4, 'short'],
    [5, 'medium'],
    [9, 'medium'],
    [10, 'long'],
    [400, 'long'],
  ] as const)('of %i terms is %s', (terms, expected) => {
    expect(classifyQuery(terms)).toBe(expected);
  });

  it('counts repeats, and with the english analyzer no stop words', () => {
    const text = 'the cat and the Cat in the hat';
    expect(countTerms(text, createAnalyzer('english'))).toBe(3);
    expect(countTerms(text, createAnalyzer('plain'))).toBe(8);
  });
});

describe('the summary by class', () => {
  it('takes the fastest pass of each query, and all passes, apart', () => {
    const summary = summarizeClasses(
      ['short', 'long', 'short'],
      [
        [1, 10, 5],
        [3, 4, 2],
      ],
    );
    expect(Object.keys(summary)).toEqual(['all', 'short', 'long']);
    expect(summary.short).toEqual({
      queries: 2,
      best: { mean: 1.5, p50: 1, p95: 2, p99: 2 },
      every: { mean: 2.75, p50: 2, p95: 5, p99: 5 },
    });
    expect(summary.long?.best.mean).toBe(4);
    expect(summary.long?.every.mean).toBe(7);
    expect(summary.all?.queries).toBe(3);
  });
});
