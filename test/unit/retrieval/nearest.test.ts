import { describe, expect, it } from 'vitest';
import { Bitmap } from '../../../src/retrieval/bitmap.ts';
import { ShardFinder, type ShardSearch } from '../../../src/retrieval/shard-finder.ts';

/** What a search would find: pairs of number and score, best first. */
function foundBy(...hits: readonly (readonly [number, number])[]): ShardSearch {
  return () => ({
    count: hits.length,
    numbers: Uint32Array.from(hits, ([number]) => number),
    scores: Int32Array.from(hits, ([, score]) => score),
  });
}

describe('the searches of several shards', () => {
  it('give one list by score and then by passage, whatever the shard', () => {
    const finder = new ShardFinder(
      [foundBy([7, 90], [1, 50], [2, 50]), foundBy([0, 90], [3, 60], [4, 50])],
      [0, 10],
      5,
    );
    const { passages, scores } = finder.findNearest(new Int8Array(4));
    expect([...passages]).toEqual([7, 10, 13, 1, 2]);
    expect([...scores]).toEqual([90, 90, 60, 50, 50]);
  });

  it('give the best of one shard when there is but one', () => {
    const { passages, scores } = new ShardFinder([foundBy([7, 9], [1, 5], [2, 5])], [20], 2).findNearest(
      new Int8Array(4),
    );
    expect([...passages]).toEqual([27, 21]);
    expect([...scores]).toEqual([9, 5]);
  });
});

describe('a bitmap', () => {
  it.each([1, 31, 32, 33, 1_000])('counts what is in it, of %d', (size) => {
    const bitmap = new Bitmap(size);
    expect(bitmap.count()).toBe(0);
    for (let number = 0; number < size; number += 3) bitmap.add(number);
    expect(bitmap.count()).toBe(Math.ceil(size / 3));
    expect(bitmap.complement().count()).toBe(size - Math.ceil(size / 3));
  });
});
