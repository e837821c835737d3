import { expect, it } from 'vitest';
import { wantsGraph } from '../../../../indexer/graph/assemble-graphs.ts';

it('builds graphs above 200,000 passages, or as it is told, and never beside the graph of another engine', () => {
  expect(wantsGraph('auto', 'stillweb', 200_000)).toBe(false);
  expect(wantsGraph('auto', 'stillweb', 200_001)).toBe(true);
  expect(wantsGraph('auto', 'wink', 200_001)).toBe(true);
  expect(wantsGraph('on', 'stillweb', 1)).toBe(true);
  expect(wantsGraph('off', 'stillweb', 10_000_000)).toBe(false);
  expect(wantsGraph('on', 'hnswlib', 10_000_000)).toBe(false);
});
