import { join } from 'node:path';
import { postingsFile, termsFile } from '../format/file-names.ts';
import { ShardPostings } from '../format/postings.ts';
import { readFileSync } from '../store/file-system.ts';
import { PositionStore } from '../store/position-store.ts';

/**
 * The bags of terms of one shard's passages, turned back from its postings: passage after passage, each term as often as
 * the passage holds it, terms in byte order of their UTF-8.
 *
 * Memory: 8 bytes a posting, beside the files of the shard.
 *
 * @param passages passages of this shard
 * @throws StillwebError INDEX_CORRUPT
 */
export function* readPassageTerms(folder: string, shard: number, passages: number): Generator<string[]> {
  const named = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) });
  const postings = new ShardPostings(passages, named(termsFile(shard)), named(postingsFile(shard)));
  const { terms } = postings;
  const starts = new Uint32Array(passages + 1);
  for (let term = 0; term < terms.size; term++) {
    for (const passage of postings.list(term).passages) starts[passage + 1]++;
  }
  for (let passage = 0; passage < passages; passage++) starts[passage + 1] += starts[passage];

  const next = starts.slice();
  const ordinals = new Uint32Array(starts[passages]);
  const frequencies = new Uint32Array(starts[passages]);
  const positions = PositionStore.open(folder, shard);
  try {
    for (let term = 0; term < terms.size; term++) {
      const cursor = positions.open(term, postings.entries(term));
      for (const passage of postings.list(term).passages) {
        const at = next[passage]++;
        ordinals[at] = term;
        frequencies[at] = cursor.next().length;
      }
    }
  } finally {
    positions.close();
  }

  const texts = [...terms.all()];
  for (let passage = 0; passage < passages; passage++) {
    const bag: string[] = [];
    for (let at = starts[passage]; at < starts[passage + 1]; at++) {
      const term = texts[ordinals[at]];
      for (let i = 0; i < frequencies[at]; i++) bag.push(term);
    }
    yield bag;
  }
}
