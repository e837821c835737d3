import { expect, it } from 'vitest';
import { countCandidates, listPatiences } from '../../../../indexer/cells/assemble-cells.ts';

it('compares 768 vectors in an only shard, fewer in each of several, and never too few for a shard that has all that is near', () => {
  expect([1, 2, 3, 5, 20, 100].map(countCandidates)).toEqual([768, 480, 384, 308, 221, 198]);
});

it('is more patient in several shards than it may be in one', () => {
  expect(listPatiences(1)[0]).toBe(64);
  for (const shards of [2, 21]) expect(listPatiences(shards)).toEqual(listPatiences(1).filter((each) => each >= 256));
});
