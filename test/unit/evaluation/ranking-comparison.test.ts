import { describe, expect, it } from 'vitest';
import { kendallTau } from '../../../src/evaluation/kendall-tau.ts';
import { rankBiasedOverlap } from '../../../src/evaluation/rank-biased-overlap.ts';
import { firstDifference, overlapAt, sharedCounts } from '../../../src/evaluation/rank-overlap.ts';
import { compareRankings, OVERLAP_DEPTHS } from '../../../src/evaluation/ranking-comparison.ts';

const list = (text: string) => [...text];

describe('the overlap of two rankings', () => {
  it('is what their first places have in common, of the longer list', () => {
    expect(overlapAt(list('abcd'), list('bxad'), 1)).toBe(0);
    expect(overlapAt(list('abcd'), list('bxad'), 3)).toBe(2 / 3);
    expect(overlapAt(list('ab'), list('abcd'), 10)).toBe(0.5);
  });

  it('is whole for two empty lists, and nothing where one is empty', () => {
    expect(overlapAt([], [], 5)).toBe(1);
    expect(overlapAt([], list('a'), 5)).toBe(0);
  });

  it('is counted at every depth', () => {
    expect([...sharedCounts(list('abcd'), list('bxad'))]).toEqual([0, 1, 2, 3]);
    expect([...sharedCounts(list('a'), list('xya'))]).toEqual([0, 0, 1]);
  });

  it('ends at the first difference, which is the end of the shorter list where that is a beginning', () => {
    expect(firstDifference(list('abc'), list('abd'))).toBe(3);
    expect(firstDifference(list('ab'), list('abc'))).toBe(3);
    expect(firstDifference(list('abc'), list('abc'))).toBeNull();
  });
});

describe('rank-biased overlap', () => {
  it('is 1 for equal lists and 0 for lists without a common document', () => {
    expect(rankBiasedOverlap(list('abcdef'), list('abcdef'))).toBeCloseTo(1, 12);
    expect(rankBiasedOverlap(list('abc'), list('xyz'))).toBe(0);
  });

  it('is the sum worked by hand: X = 0, 1, 2, 3 of 4, p = 0.5', () => {
    // (1 − p) / p = 1; sum of X_d / d · p^d = 0 + 1/8 + 1/12 + 3/64; end: 3/4 · 1/16.
    expect(rankBiasedOverlap(list('abcd'), list('bxad'), 0.5)).toBeCloseTo(1 / 8 + 1 / 12 + 3 / 64 + 3 / 64, 14);
  });

  it('goes on beyond a shorter list as it was at its end', () => {
    expect(rankBiasedOverlap(list('ab'), list('abxy'), 0.9)).toBeGreaterThan(0.99);
    expect(rankBiasedOverlap(list('ab'), list('xyab'), 0.9)).toBeLessThan(0.6);
  });

  it('is 1 for two empty lists and 0 where one alone is empty', () => {
    expect([rankBiasedOverlap([], []), rankBiasedOverlap([], list('a'))]).toEqual([1, 0]);
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses a persistence of %s', (persistence) => {
    expect(() => rankBiasedOverlap(list('a'), list('a'), persistence)).toThrow(RangeError);
  });
});

describe('Kendall’s tau', () => {
  it('is 1 for equal lists and −1 for reversed ones', () => {
    expect(kendallTau(list('abcd'), list('abcd'))).toBe(1);
    expect(kendallTau(list('abcd'), list('dcba'))).toBe(-1);
  });

  it('puts what a list lacks behind its end: ab and ac agree on ab and ac, and are opposite on bc', () => {
    expect(kendallTau(list('ab'), list('ac'))).toBeCloseTo(1 / 3, 14);
  });

  it('is −n / (2n − 1) for lists of n without a common document', () => {
    expect(kendallTau(list('abc'), list('xyz'))).toBeCloseTo(-3 / 5, 14);
  });

  it('is not known for fewer than two documents', () => {
    expect([kendallTau([], []), kendallTau(list('a'), list('a'))]).toEqual([null, null]);
  });
});

describe('two systems', () => {
  const topics = ['1', '2', '3'];
  const ours = new Map([
    ['1', list('abc')],
    ['2', list('abc')],
  ]);
  const theirs = new Map([
    ['1', list('abc')],
    ['2', list('bac')],
    ['3', list('z')],
  ]);

  it('are compared over all topics, and a topic without an answer is an empty list', () => {
    const { equal, overlap, perTopic, rbo, overlapByDepth } = compareRankings(topics, ours, theirs, {
      depth: 3,
      persistence: 0.9,
    });
    expect(equal).toBe(1);
    expect(perTopic.map((each) => each.firstDifference)).toEqual([null, 1, 1]);
    expect(overlap).toEqual({ 1: expect.closeTo(1 / 3, 8), 3: expect.closeTo(2 / 3, 8) });
    expect(overlapByDepth).toEqual([1, 2, 2].map((whole) => expect.closeTo(whole / 3, 8)));
    expect(rbo).toBeLessThan(2 / 3);
  });

  it('are compared as deep as they are asked, and no overlap is told beyond', () => {
    const { perTopic, overlap } = compareRankings(['2'], ours, theirs, { depth: 2, persistence: 0.9 });
    expect(perTopic[0].ours).toBe(2);
    expect(Object.keys(overlap!)).toEqual(OVERLAP_DEPTHS.filter((depth) => depth <= 2).map(String));
  });

  it('have no means over no topics', () => {
    expect(compareRankings([], ours, theirs, { depth: 3, persistence: 0.9 })).toMatchObject({
      rbo: null,
      overlap: null,
    });
  });
});
