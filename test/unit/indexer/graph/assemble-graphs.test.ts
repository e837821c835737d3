import { describe, expect, it } from 'vitest';
import { describeWalk } from '../../../../indexer/graph/assemble-graphs.ts';
import { chooseStructure } from '../../../../indexer/graph/choose-structure.ts';
import { chooseFirst } from '../../../../indexer/graph/recall.ts';

const TAKES = { takesGraphs: true };

it('parts vectors into cells above 200,000 passages, or does as it is told, and nothing beside the graph of another engine', () => {
  expect(chooseStructure('auto', TAKES, 200_000, 256)).toBeNull();
  expect(chooseStructure('auto', TAKES, 200_001, 256)).toBe('cells');
  expect(chooseStructure('ivf', TAKES, 1, 256)).toBe('cells');
  expect(chooseStructure('on', TAKES, 1, 256)).toBe('graph');
  expect(chooseStructure('off', TAKES, 10_000_000, 256)).toBeNull();
  expect(chooseStructure('on', { takesGraphs: false }, 10_000_000, 256)).toBeNull();
});

it('links vectors of dimensions that codes do not fit', () => {
  for (const dimensions of [100, 1040]) {
    expect(chooseStructure('ivf', TAKES, 1, dimensions)).toBe('graph');
    expect(chooseStructure('auto', TAKES, 200_001, dimensions)).toBe('graph');
  }
});

describe('the choice of a walk', () => {
  const found = (...counts: readonly number[]) => counts.map((count) => ({ queries: 100, found: count, of: 1000 }));

  it.each([
    [[985, 990, 995, 999], 0],
    [[979, 980, 995, 999], 1],
    [[970, 979, 979, 981], 3],
    [[900, 910, 920, 930], 3],
  ])('is the shortest that finds 98 %%, or the longest: of %j number %d', (counts, expected) => {
    expect(chooseFirst(found(...counts), 98)).toBe(expected);
  });

  it('is the shortest where nothing can be found', () => {
    expect(
      chooseFirst(
        [0, 0].map(() => ({ queries: 0, found: 0, of: 0 })),
        98,
      ),
    ).toBe(0);
  });
});

describe('the walk of an index', () => {
  const hits = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ passage: first + i, score: 1000 - first - i }));

  it('is chosen by the ten nearest, and described by them and by the 256 that are listed first', () => {
    const few = [...hits(0, 9), ...hits(200, 247)];
    const more = [...hits(0, 100), ...hits(300, 156)];
    const answers = [{ nearest: hits(0, 256), found: [few, more, hits(0, 256), hits(0, 256)] }];
    expect(describeWalk(answers)).toEqual({
      ef: 768,
      nearest: 256,
      recall: { queries: 1, found: 10, of: 10 },
      listed: { found: 100, of: 256 },
    });
  });
});
