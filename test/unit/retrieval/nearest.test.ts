import { describe, expect, it } from 'vitest';
import type { GraphSearch } from '../../../src/kernel/graph-walk.ts';
import { ScalarVectorKernel } from '../../../src/kernel/vector-kernel.ts';
import { Bitmap } from '../../../src/retrieval/bitmap.ts';
import { HnswFinder } from '../../../src/retrieval/hnsw-finder.ts';
import { rescore } from '../../../src/retrieval/rescoring.ts';

/** What a walk would find: pairs of number and score, best first. */
function foundBy(...hits: readonly (readonly [number, number])[]): GraphSearch {
  return {
    search: (_query, ef) => ({
      count: Math.min(ef, hits.length),
      numbers: Uint32Array.from(hits, ([number]) => number),
      scores: Int32Array.from(hits, ([, score]) => score),
    }),
  };
}

describe('the graphs of several shards', () => {
  it('give one list by score and then by passage, whatever the shard', () => {
    const finder = new HnswFinder(
      [foundBy([7, 90], [1, 50], [2, 50]), foundBy([0, 90], [3, 60], [4, 50])],
      [0, 10],
      8,
      5,
    );
    const { passages, scores } = finder.findNearest(new Int8Array(4));
    expect([...passages]).toEqual([7, 10, 13, 1, 2]);
    expect([...scores]).toEqual([90, 90, 60, 50, 50]);
  });

  it('give the best of one shard when there is but one', () => {
    const { passages, scores } = new HnswFinder([foundBy([7, 9], [1, 5], [2, 5])], [20], 8, 2).findNearest(
      new Int8Array(4),
    );
    expect([...passages]).toEqual([27, 21]);
    expect([...scores]).toEqual([9, 5]);
  });
});

describe('rescoring', () => {
  it('orders candidates by their 16-bit scores, and equal ones by number', () => {
    const low = Int8Array.from([0, 100, -100, 100, 0, 0, 0, 0]);
    const kernel = new ScalarVectorKernel(low, 2);
    const query = Int16Array.of(1, 1);
    const numbers = Uint32Array.of(3, 0, 1, 2);
    const { passages, scores } = rescore(query, numbers, Int32Array.of(10, 9, 9, 10), kernel, 3);
    expect([...passages]).toEqual([2, 3, 0]);
    expect([...scores]).toEqual([2560, 2560, 2404]);
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
