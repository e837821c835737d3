import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { ShardPostings } from '../format/postings.ts';
import type { IndexView } from '../store/index-view.ts';

/** What each term, named once, adds to a passage by our postings: its impact, 0 where the passage does not hold it. */
export function readImpacts(view: IndexView, passage: number, terms: readonly QueryTerm[]): number[] {
  let shard = view.firstPassages.length - 1;
  while (view.firstPassages[shard] > passage) shard--;
  const postings = view.postings[shard];
  const local = passage - view.firstPassages[shard];
  return terms.map(({ term }) => {
    const ordinal = postings.terms.find(term);
    const list = ordinal < 0 ? null : postings.list(ordinal);
    const at = list === null ? -1 : list.passages.indexOf(local);
    return list === null || at < 0 ? 0 : list.impacts[at];
  });
}

/** Passages that hold each of the terms, over all of the shards. */
export function readFrequencies(shards: readonly ShardPostings[], terms: readonly string[]): number[] {
  return terms.map((term) => {
    let frequency = 0;
    for (const shard of shards) {
      const ordinal = shard.terms.find(term);
      if (ordinal >= 0) frequency += shard.frequency(ordinal);
    }
    return frequency;
  });
}
