import type { QueryTerm } from '../analysis/parsed-query.ts';
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
