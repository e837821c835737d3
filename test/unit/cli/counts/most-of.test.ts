import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupSums } from '../../../../src/cli/counts/group-sums.ts';
import { lengthsOf } from '../../../../src/cli/counts/lengths.ts';
import { mostOf } from '../../../../src/store/most-of.ts';

describe('the largest of some sizes', () => {
  it('are those at the head of all of them, sorted', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), fc.integer({ min: 1, max: 8 }), (sizes, top) => {
        const all = [...sizes.keys()].filter((place) => sizes[place] > 0);
        const sorted = all.sort((a, b) => sizes[b] - sizes[a] || a - b);
        expect(mostOf(sizes.length, (place) => sizes[place], top)).toEqual(sorted.slice(0, top));
      }),
    );
  });
});

describe('sums by group', () => {
  it('name the groups with most documents, ties by name, and count those without one', () => {
    const sums = new GroupSums();
    const names = ['', 'c', 'a', 'b', 'd'];
    for (const group of [0, 1, 2, 2, 3, 3, 4, 0, 300]) sums.add(group, 2, 5);
    const found = sums.named((group) => names[group] ?? 'z', 3);
    expect(found).toEqual({
      names: 5,
      without: 2,
      top: [
        { name: 'a', documents: 2, passages: 4, words: 3 },
        { name: 'b', documents: 2, passages: 4, words: 3 },
        { name: 'c', documents: 1, passages: 2, words: 2 },
      ],
    });
  });

  it('are in the order of their names where that is asked for', () => {
    const sums = new GroupSums();
    for (const year of [2001, 1999, 1999]) sums.add(year, 1, 4);
    expect(sums.named(String, 10, true).top.map(({ name }) => name)).toEqual(['1999', '2001']);
  });
});

describe('lengths', () => {
  it('are by nearest rank, in words begun', () => {
    const quarters = Uint32Array.from({ length: 100 }, (_, i) => (100 - i) * 4 - 1);
    expect(lengthsOf(quarters)).toEqual({ min: 1, median: 50, p90: 90, max: 100 });
    expect(lengthsOf(Uint32Array.of(7))).toEqual({ min: 2, median: 2, p90: 2, max: 2 });
  });
});
