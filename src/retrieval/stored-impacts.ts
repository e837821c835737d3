import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { ShardPostings } from '../format/postings.ts';
import type { IndexView } from '../store/index-view.ts';
import { visitNearTerms } from './near-terms.ts';
import type { NearTerm } from './ranker.ts';

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

/** For each of the words the terms that one slip makes of its forms, and how many passages of all the shards hold them. */
export function readNearTerms(shards: readonly ShardPostings[], words: readonly (readonly string[])[]): NearTerm[][] {
  return words.map((forms) => {
    const near = new Map<string, number>();
    for (const shard of shards) {
      const ordinals = new Map<string, number>();
      visitNearTerms(shard.terms, forms, (term, ordinal) => ordinals.set(term, ordinal));
      for (const [term, ordinal] of ordinals) near.set(term, (near.get(term) ?? 0) + shard.frequency(ordinal));
    }
    return Array.from(near, ([term, frequency]) => ({ term, frequency }));
  });
}
