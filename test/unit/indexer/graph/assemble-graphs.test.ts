import { describe, expect, it } from 'vitest';
import { chooseWalk, wantsGraph } from '../../../../indexer/graph/assemble-graphs.ts';
import { addUpRecall, type ShardAnswer } from '../../../../indexer/graph/recall.ts';

const TAKES = { takesGraphs: true };

it('builds graphs above 200,000 passages, or as it is told, and never beside the graph of another engine', () => {
  expect(wantsGraph('auto', TAKES, 200_000)).toBe(false);
  expect(wantsGraph('auto', TAKES, 200_001)).toBe(true);
  expect(wantsGraph('on', TAKES, 1)).toBe(true);
  expect(wantsGraph('off', TAKES, 10_000_000)).toBe(false);
  expect(wantsGraph('on', { takesGraphs: false }, 10_000_000)).toBe(false);
});

describe('the choice of a walk', () => {
  const found = (...counts: readonly number[]) => counts.map((count) => ({ queries: 100, found: count, of: 1000 }));

  it.each([
    [[985, 990, 995, 999], 0],
    [[979, 980, 995, 999], 1],
    [[970, 979, 979, 981], 3],
    [[900, 910, 920, 930], 3],
  ])('is the shortest that finds 98 %%, or the longest: of %j number %d', (counts, expected) => {
    expect(chooseWalk(found(...counts))).toBe(expected);
  });

  it('is the shortest where nothing can be found', () => {
    expect(chooseWalk([0, 0].map(() => ({ queries: 0, found: 0, of: 0 })))).toBe(0);
  });
});

describe('the recall of several shards', () => {
  const hits = (...pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([passage, score]) => ({ passage, score }));
  const run = (first: number, score: number, count: number) =>
    hits(...Array.from({ length: count }, (_, i) => [first + i, score - i] as const));

  it('counts the nearest of the whole collection, wherever they are', () => {
    // Six of the ten nearest are in the first shard; what its walk misses of the others does not matter.
    const one: ShardAnswer = {
      nearest: run(0, 100, 10),
      found: [run(0, 100, 6), run(1, 99, 10)],
    };
    const other: ShardAnswer = { nearest: run(50, 98, 4), found: [run(50, 98, 3), run(50, 98, 4)] };
    expect(addUpRecall([[one], [other]], 0)).toEqual({ queries: 1, found: 9, of: 10 });
    expect(addUpRecall([[one], [other]], 1)).toEqual({ queries: 1, found: 9, of: 10 });
  });

  it('breaks ties by the smaller passage, as a search does', () => {
    const tie = hits(...Array.from({ length: 11 }, (_, i) => [i, 7] as const));
    const answer: ShardAnswer = { nearest: tie.slice(0, 10), found: [tie.slice(1)] };
    expect(addUpRecall([[answer]], 0)).toEqual({ queries: 1, found: 9, of: 10 });
  });
});
