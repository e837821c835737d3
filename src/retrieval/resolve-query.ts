import type { ParsedQuery, QueryTerm } from '../analysis/parsed-query.ts';
import { MAX_TERM_WEIGHT } from '../analysis/query-terms.ts';
import { isRequestWord, REQUEST_SHIFT } from '../analysis/request-words.ts';
import type { Correction } from '../contract/search.ts';
import type { Corrector, UnknownTerm } from './corrector.ts';
import { boundOf } from './coverage.ts';
import type { Ranker } from './ranker.ts';

/** A query as one index understands it. */
export interface ResolvedQuery {
  /** What is scored. */
  readonly terms: readonly QueryTerm[];
  readonly corrections: readonly Correction[];
  /** Those of `terms` that were asked for as they are; the same list where nothing was corrected. */
  readonly asked: readonly QueryTerm[];
  /** What the terms of the query as it was asked can add to a score at most, as `Coverage` counts it; 0 where it is not needed. */
  readonly askedBound: number;
  /** The same of `terms`. */
  readonly bound: number;
}

export interface Resolving {
  /** Of the index; null where unknown words may not stand for others. */
  readonly corrector: Pick<Corrector, 'mend'> | null;
  /** Whether words that ask count less. */
  readonly weighsRequestWords: boolean;
  /** Whether something depends on what the terms can add. */
  readonly needsBound: boolean;
}

/** Takes what the index does not hold for what it does. Looks up what something depends on, and no other term. */
export async function resolveQuery(
  ranker: Pick<Ranker, 'reachOf'>,
  { terms, words }: Pick<ParsedQuery, 'terms' | 'words'>,
  { corrector, weighsRequestWords, needsBound }: Resolving,
): Promise<ResolvedQuery> {
  const needed = needsBound ? terms : corrector === null ? [] : terms.filter(({ term }) => words.has(term));
  const reaches = needed.length === 0 ? [] : await ranker.reachOf(needed.map(({ term }) => term));
  const bound = needsBound ? boundOf(terms, reaches) : 0;
  const unchanged = { terms, corrections: [], asked: terms, askedBound: bound, bound };
  if (corrector === null) return unchanged;
  const unknown = unknownTerms(needed, words, (i) => reaches[i].isHeld);
  if (unknown.length === 0) return unchanged;
  const mendings = new Map<string, QueryTerm & { readonly word: string }>();
  const corrections: Correction[] = [];
  for (const [i, mending] of (await corrector.mend(unknown)).entries()) {
    if (mending === null) continue;
    const { term, word } = unknown[i];
    const asks = weighsRequestWords && mending.words.some(isRequestWord);
    mendings.set(term, { term: mending.term, word, weight: 1, ...(asks && { shift: REQUEST_SHIFT }) });
    // Where several words have the term, nobody can tell which of them is meant.
    corrections.push({ from: word, to: mending.words.length === 1 ? mending.words[0] : mending.term });
  }
  if (corrections.length === 0) return unchanged;
  const asked = terms.filter(({ term }) => !mendings.has(term));
  const scored = mergeTerms(
    terms.map((each) => {
      const mending = mendings.get(each.term);
      if (mending === undefined) return each;
      const { term, shift } = mending;
      return { term, weight: each.weight, ...(shift !== undefined && { shift }), from: mending.word };
    }),
  );
  const scoredBound = needsBound ? boundOf(scored, await ranker.reachOf(scored.map(({ term }) => term))) : 0;
  return { terms: scored, corrections, asked, askedBound: bound, bound: scoredBound };
}

function unknownTerms(
  terms: readonly QueryTerm[],
  words: ReadonlyMap<string, string>,
  isHeld: (place: number) => boolean,
): UnknownTerm[] {
  return terms.flatMap(({ term }, i) => {
    const word = words.get(term);
    return word === undefined || isHeld(i) ? [] : [{ term, word }];
  });
}

/** Terms that are now named twice count together; where all of them only ask, all count fully. */
function mergeTerms(terms: readonly QueryTerm[]): QueryTerm[] {
  const merged = new Map<string, QueryTerm>();
  for (const each of terms) {
    const known = merged.get(each.term);
    if (known === undefined) {
      merged.set(each.term, each);
      continue;
    }
    const weight = Math.min(known.weight + each.weight, MAX_TERM_WEIGHT);
    const shift = Math.min(known.shift ?? 0, each.shift ?? 0);
    const from = known.from ?? each.from;
    merged.set(each.term, {
      term: each.term,
      weight,
      ...(shift > 0 && { shift }),
      ...(from !== undefined && { from }),
    });
  }
  const found = [...merged.values()];
  return found.every(({ shift }) => shift !== undefined) ? found.map(({ shift: _, ...full }) => full) : found;
}
