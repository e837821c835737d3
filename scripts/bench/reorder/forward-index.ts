import type { ShardPostings } from '../../../src/format/postings.ts';
import type { ForwardIndex } from './graph-bisection.ts';

/** Terms of each passage of a shard. @param minimum passages that a term must be in: a rarer one says little of neighbours */
export function invertShard(shard: ShardPostings, minimum: number): ForwardIndex {
  const numbers = new Map<number, number>();
  const start = new Uint32Array(shard.passages + 1);
  for (let term = 0; term < shard.terms.size; term++) {
    const { passages } = shard.list(term);
    if (passages.length < minimum) continue;
    numbers.set(term, numbers.size);
    for (const passage of passages) start[passage + 1]++;
  }
  for (let passage = 0; passage < shard.passages; passage++) start[passage + 1] += start[passage];
  const next = start.slice();
  const terms = new Uint32Array(start[shard.passages]);
  for (const [term, number] of numbers) {
    for (const passage of shard.list(term).passages) terms[next[passage]++] = number;
  }
  return { documents: shard.passages, termCount: numbers.size, start, terms };
}
