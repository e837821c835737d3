import { describe, expect, it } from 'vitest';
import { compareMeasures, comparePaired, correctForMany } from '../../../src/evaluation/comparison.ts';
import type { Measures } from '../../../src/evaluation/measures.ts';

const measures = (value: number): Measures => ({
  'nDCG@10': value,
  MAP: value / 2,
  'MRR@10': 1,
  'P@10': value,
  'R@5': value,
  'R@100': 0,
});

// promise: evaluation/same-test
describe('two systems on the same topics', () => {
  const ours = [0.5, 1, 0.25, 0.75];
  const theirs = [0.25, 1, 0.5, 0.25];

  it('are compared topic by topic', () => {
    expect(comparePaired(ours, theirs)).toMatchObject({ difference: 0.125, wins: 2, losses: 1, ties: 1, p: 0.75 });
  });

  it('give the same with the signs turned when they change places', () => {
    const turned = comparePaired(theirs, ours);
    const { difference, interval, p, wins, losses } = comparePaired(ours, theirs);
    expect(turned).toMatchObject({ difference: -difference, p, wins: losses, losses: wins });
    expect(turned.interval).toEqual([-interval[1], -interval[0]]);
  });

  it('differ by nothing where they differ by less than a billionth', () => {
    const third = 0.1 + 0.2;
    expect(comparePaired([third, 0.3], [0.3, third])).toEqual({
      ...{ difference: 0, interval: [0, 0], p: 1, wins: 0, losses: 0, ties: 2 },
    });
  });

  it('are refused where their topics differ in number, or there is none', () => {
    expect(() => comparePaired([1], [])).toThrow(RangeError);
    expect(() => comparePaired([], [])).toThrow(RangeError);
  });
});

describe('two evaluations', () => {
  it('are compared by every measure, in whatever order their topics are', () => {
    const one = new Map([
      ['a', measures(1)],
      ['b', measures(0.5)],
    ]);
    const other = new Map([
      ['b', measures(0.25)],
      ['a', measures(0.5)],
    ]);
    const compared = compareMeasures(one, other);
    expect(compared['nDCG@10']).toMatchObject({ difference: 0.375, interval: [0.25, 0.5], p: 0.5, wins: 2 });
    expect(compared.MAP.difference).toBe(0.1875);
    expect(compared['R@100'].ties).toBe(2);
  });

  it('give each p its correction for the number of measures', () => {
    const topics = (values: number[]) => new Map(values.map((value, i) => [String(i), { A: value, B: 0 }] as const));
    const { A, B } = compareMeasures(topics([1, 1, 1, 1, 1, 1]), topics([0, 0, 0, 0, 0, 0]));
    expect(A).toMatchObject({ p: 2 / 64, adjustedP: 4 / 64 });
    expect(B).toMatchObject({ p: 1, adjustedP: 1 });
  });

  it('are refused where they were measured by other measures, or there is no topic', () => {
    expect(() => compareMeasures(new Map([['a', { MAP: 1 }]]), new Map([['a', { MRR: 1 }]]))).toThrow(RangeError);
    expect(() => compareMeasures(new Map(), new Map())).toThrow(RangeError);
  });

  it('are refused where one lacks a topic', () => {
    const one = new Map([['a', measures(1)]]);
    expect(() => compareMeasures(one, new Map([['b', measures(1)]]))).toThrow(RangeError);
    expect(() => compareMeasures(one, new Map([...one, ['b', measures(1)]]))).toThrow(RangeError);
  });
});

describe('the correction of Holm', () => {
  it('is that of a worked example, in whatever order the values come', () => {
    expect(correctForMany([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  it('makes nothing smaller, keeps the order, and ends at 1', () => {
    expect(correctForMany([0.4, 0.5, 0.9])).toEqual([1, 1, 1]);
    expect(correctForMany([0.05])).toEqual([0.05]);
    expect(correctForMany([])).toEqual([]);
  });
});
