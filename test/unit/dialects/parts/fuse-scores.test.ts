import { describe, expect, it } from 'vitest';
import { fuseRanks, fuseScores } from '../../../../src/dialects/parts/fuse-scores.ts';

const ONE = [
  ['a', 30],
  ['b', 20],
  ['c', 10],
] as const;
const OTHER = [
  ['c', 5],
  ['a', 4],
] as const;

describe('rankings that are fused', () => {
  it('by rank add up one over rank and smoothing', () => {
    expect(fuseRanks([ONE, OTHER], 0)).toEqual([
      ['a', 1 + 1 / 2],
      ['c', 1 / 3 + 1],
      ['b', 1 / 2],
    ]);
    expect(fuseRanks([ONE, OTHER], 60).map(([id]) => id)).toEqual(['a', 'c', 'b']);
  });

  it('by score add up scores', () => {
    expect(fuseScores([ONE, OTHER])).toEqual([
      ['a', 34],
      ['b', 20],
      ['c', 15],
    ]);
  });

  it('keep the order in which equal ones were met', () => {
    expect(fuseRanks([[['x', 1]], [['y', 1]]], 0).map(([id]) => id)).toEqual(['x', 'y']);
    expect(fuseRanks([[['y', 1]], [['x', 1]]], 0).map(([id]) => id)).toEqual(['y', 'x']);
  });
});
