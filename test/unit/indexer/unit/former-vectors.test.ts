import { expect, it } from 'vitest';
import { FormerVectors } from '../../../../indexer/unit/former-vectors.ts';
import { readManifest } from '../../../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, openView } from '../../../support/generated-index.ts';

it('finds the vectors of a document that is cut as it was, in every shard, and of no other', async () => {
  const cut = { unitDocuments: 5, shardPassages: 20 };
  const directory = await buildGeneratedIndex('stillweb', makeCollection(30), 'static', { cut });
  const { folder, manifest } = readManifest(directory);
  const { shards } = manifest.counts;
  expect(shards.length).toBeGreaterThan(2);
  const { passages, vectors } = openView(directory);
  const former = new FormerVectors({ folder, shards, dimensions: 256, hasFloats: false });
  const rows = vectors.flatMap((shard) =>
    Array.from({ length: shard.length / 256 }, (_, i) => shard.subarray(i * 256, (i + 1) * 256)),
  );
  for (let document = 0; document < passages.documents; document++) {
    const [first, behind] = passages.first.subarray(document, document + 2);
    const ranges = Array.from({ length: behind - first }, (_, i) => ({
      start: passages.start[first + i],
      end: passages.end[first + i],
    }));
    expect(former.find(document, ranges)).toBe(first);
    for (let passage = first; passage < behind; passage++)
      expect(former.reading(passage).vector()).toEqual(rows[passage]);
    const last = ranges[ranges.length - 1];
    expect(former.find(document, [...ranges.slice(0, -1), { ...last, end: last.end + 1 }])).toBeNull();
    expect(former.find(document, [...ranges, last])).toBeNull();
  }
});
