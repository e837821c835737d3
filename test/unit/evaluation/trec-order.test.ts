import { describe, expect, it } from 'vitest';
import { orderAsTrecEval, separateScores } from '../../../src/evaluation/trec-order.ts';

describe('orderAsTrecEval', () => {
  it('ranks by score, and equal scores by id, last first', () => {
    const rows = [
      { id: 'a', score: 1 },
      { id: 'c', score: 0 },
      { id: 'b', score: 1 },
      { id: 'd', score: -1 },
    ];
    expect(orderAsTrecEval(rows)).toEqual(['b', 'a', 'c', 'd']);
  });

  it('takes scores that are one 32-bit float as equal', () => {
    expect(
      orderAsTrecEval([
        { id: 'a', score: 1.00000001 },
        { id: 'b', score: 1 },
      ]),
    ).toEqual(['b', 'a']);
    expect(
      orderAsTrecEval([
        { id: 'a', score: 1.000001 },
        { id: 'b', score: 1 },
      ]),
    ).toEqual(['a', 'b']);
  });

  it('compares ids as UTF-8, where a code point beyond the basic plane comes last', () => {
    expect(
      orderAsTrecEval([
        { id: '\uffee', score: 1 },
        { id: '\u{1f600}', score: 1 },
      ]),
    ).toEqual(['\u{1f600}', '\uffee']);
    expect(
      orderAsTrecEval([
        { id: 'd', score: 1 },
        { id: 'd1', score: 1 },
      ]),
    ).toEqual(['d1', 'd']);
  });
});

describe('separateScores', () => {
  it('keeps scores that fall already', () => {
    expect(separateScores([3, 0.1, 0, -0.1])).toEqual([3, 0.1, 0, -0.1]);
  });

  it('lowers ties by the smallest step of a 32-bit float, across zero', () => {
    expect(separateScores([1, 1, 1])).toEqual([1, 1 - 2 ** -24, 1 - 2 ** -23]);
    expect(separateScores([0, 0, 0])).toEqual([0, -(2 ** -149), -(2 ** -148)]);
    expect(separateScores([-1, -1])).toEqual([-1, -1 - 2 ** -23]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (score) => {
    expect(() => separateScores([score])).toThrow(TypeError);
  });
});
