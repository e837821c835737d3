/** Scores beyond what float32 tells apart, exactly: term by term in parts that it does, added up here. */
import type { QueryTerm } from '../analysis/parsed-query.ts';
import { MAX_IMPACT } from '../format/impact.ts';
import { CLUSTER_PAGE_HITS } from '../limits.ts';
import type { Json } from './cluster.ts';
import { type ClusterIndex, SORT_ALONE } from './cluster-index.ts';
import { boostOf, tokenOf } from './cluster-layout.ts';

/** Whole numbers up to here are exact in float32, and so is every sum of them that stays below. */
const EXACT = 2 ** 24;

/** Whether any score of these terms is exact as the cluster gives it. @param reaches the largest impact of each */
export function isExact(terms: readonly QueryTerm[], reaches: readonly number[]): boolean {
  let bound = 0;
  for (const [i, { weight, shift = 0 }] of terms.entries()) bound += weight * (reaches[i] >> shift);
  return bound < EXACT;
}

/** A term, scored by its impact. */
export function termClause({ term, weight, shift }: Pick<QueryTerm, 'term' | 'weight' | 'shift'>): Json {
  return { term: { impacts: { value: tokenOf(term), boost: boostOf(weight, shift) } } };
}

/** The exact scores of some passages, each of which holds one of the terms. @throws StillwebError as `ClusterIndex.search` */
export async function exactScores(
  index: ClusterIndex,
  terms: readonly QueryTerm[],
  passages: readonly number[],
): Promise<Map<number, number>> {
  const parts = partsOf(terms);
  const scores = new Map<number, number>();
  for (let start = 0; start < passages.length; start += CLUSTER_PAGE_HITS) {
    const some = passages.slice(start, start + CLUSTER_PAGE_HITS);
    const bodies = parts.map((part) => scoringBody(part, some));
    for (const { hits } of await index.searchAll('the exact scores of hits', bodies)) {
      for (const { _score, sort } of hits.hits) {
        const [passage] = sort as readonly number[];
        scores.set(passage, (scores.get(passage) ?? 0) + (_score as number));
      }
    }
  }
  return scores;
}

/** What each of the terms, named once, adds to each of the passages. @throws StillwebError as `ClusterIndex.search` */
export async function impactsOf(
  index: ClusterIndex,
  terms: readonly QueryTerm[],
  passages: readonly number[],
): Promise<number[][]> {
  const rows = new Map(passages.map((passage) => [passage, new Array<number>(terms.length).fill(0)]));
  const wanted = [...rows.keys()];
  if (wanted.length > 0) {
    const bodies = terms.map(({ term }) => scoringBody([{ term, weight: 1 }], wanted));
    for (const [i, { hits }] of (await index.searchAll('the impacts of terms', bodies)).entries()) {
      for (const { _score, sort } of hits.hits) {
        (rows.get((sort as readonly number[])[0]) as number[])[i] = _score as number;
      }
    }
  }
  return passages.map((passage) => rows.get(passage) as number[]);
}

function scoringBody(terms: readonly QueryTerm[], passages: readonly number[]): Json {
  return {
    query: {
      bool: { filter: [{ terms: { passage: passages } }], should: terms.map(termClause), minimum_should_match: 1 },
    },
    sort: [{ passage: 'asc' }],
    track_scores: true,
    size: passages.length,
    ...SORT_ALONE,
  };
}

/** Terms in parts of which no sum of impacts reaches 2^24. A term counts 255 times at most, which is less. */
function partsOf(terms: readonly QueryTerm[]): QueryTerm[][] {
  const parts: QueryTerm[][] = [];
  let bound = EXACT;
  for (const term of terms) {
    const most = term.weight * MAX_IMPACT;
    if (bound + most >= EXACT) {
      parts.push([]);
      bound = 0;
    }
    parts[parts.length - 1].push(term);
    bound += most;
  }
  return parts;
}
