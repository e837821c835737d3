import { expect, it } from 'vitest';
import { boostOf, tokenOf } from '../../../src/cluster/cluster-layout.ts';
import { isExact } from '../../../src/cluster/exact-scores.ts';
import { MAX_IMPACT } from '../../../src/format/impact.ts';

it('scores are exact in float32 below 2^24, and no further', () => {
  const terms = (weights: readonly number[], shift?: number) =>
    weights.map((weight, i) => ({ term: `t${i}`, weight, shift }));
  const reaches = (count: number) => Array<number>(count).fill(MAX_IMPACT);
  // 1,024 × 16,383 = 2^24 − 1,024.
  const full = [255, 255, 255, 255, 4];
  expect(isExact(terms(full), reaches(5))).toBe(true);
  expect(isExact(terms([...full, 1]), reaches(6))).toBe(false);
  expect(isExact(terms([...full, 1]), [...reaches(5), 1023])).toBe(true);
  expect(isExact(terms([...full, 1]), [...reaches(5), 1024])).toBe(false);
  expect(isExact(terms(Array(32).fill(255), 3), reaches(32))).toBe(true);
});

it('boosts hold weight and shift exactly in float32', () => {
  for (const weight of [1, 2, 255]) {
    for (const shift of [0, 3, 7]) {
      const boost = Math.fround(boostOf(weight, shift));
      expect([Math.trunc(boost), (boost - Math.trunc(boost)) * 8]).toEqual([weight, shift]);
    }
  }
});

it('tokens are ASCII without the signs that the analyzers read, and tell terms apart', () => {
  const terms = [
    'brain',
    '東京',
    'a|b',
    'c++',
    '#',
    '+',
    'a b',
    'a\tb',
    'é',
    'e\u0301',
    '%',
    '%20',
    'x'.repeat(500),
    `${'x'.repeat(499)}y`,
  ];
  const tokens = terms.map(tokenOf);
  expect(new Set(tokens).size).toBe(terms.length);
  for (const token of tokens) {
    expect(token).toMatch(/^#?[A-Za-z0-9%_.~'()*!-]+$/);
    expect(token).not.toBe('#');
    expect(token.length).toBeLessThanOrEqual(160);
  }
});
