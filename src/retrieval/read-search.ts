import type { Analyzer } from '../analysis/analyzer.ts';
import type { QueryFields } from '../analysis/field-operator.ts';
import { parsePlainWords, parseQuery } from '../analysis/query-syntax.ts';
import type { QueryAsides } from '../contract/query-asides.ts';
import type { SearchMode, SearchRequest } from '../contract/search.ts';
import type { Encoder } from '../encoder/encoder.ts';
import { quantise } from '../encoder/quantise.ts';
import type { QueryWeights } from '../format/query-weights.ts';
import { fusedDepth } from './legs.ts';
import type { AwaitedLeg, LegName, Ranker } from './ranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { Reranker } from './reranker.ts';
import { rescoredDepth } from './rescoring.ts';
import { weighQuery } from './weigh-query.ts';

/** The first of two steps of a search: its queries are parsed and encoded, and nothing is ranked. */

/** What shapes a ranking, beside the queries. */
export type RankRequest = Pick<
  SearchRequest,
  | 'mode'
  | 'k'
  | 'offset'
  | 'unit'
  | 'filter'
  | 'exact'
  | 'rerank'
  | 'rerankDepth'
  | 'collapse'
  | 'requestWords'
  | 'fuzzy'
  | 'denseShare'
  | 'minCoverage'
  | 'minScore'
  | 'context'
  | 'instruction'
>;

export interface ReadSearch<Request extends RankRequest = SearchRequest> {
  readonly request: Request;
  readonly mode: SearchMode;
  /** Hits of the fused list that are wanted: for the page, and for what reranks them. */
  readonly depth: number;
  readonly reranker: Reranker;
  /** Hits of the fused list that the reranker is given. */
  readonly rerankDepth: number;
  /** Whether words that ask count less. */
  readonly weighsRequestWords: boolean;
  readonly queries: readonly ReadQuery[];
}

/** How queries become terms. */
export interface QueryReading {
  readonly syntax: 'plain' | 'query';
  readonly analyzer: Analyzer;
  /** Whether words that only ask are told from others. */
  readonly knowsRequestWords: boolean;
  /** Typed fields that a query may name. */
  readonly fields: QueryFields;
  /** Whether they count less. */
  readonly weighsRequestWords: boolean;
  /** Null where a term counts as often as it is named. */
  readonly weights: QueryWeights | null;
}

/** @param encoder null where the mode needs none */
export async function readQueries(
  texts: readonly string[],
  { syntax, analyzer, knowsRequestWords, fields, weighsRequestWords, weights }: QueryReading,
  encoder: Encoder | null,
  asides: QueryAsides = {},
): Promise<ReadQuery[]> {
  const parsed = texts.map((text) => {
    const query =
      syntax === 'plain'
        ? parsePlainWords(text, analyzer, knowsRequestWords)
        : parseQuery(text, analyzer, knowsRequestWords, fields);
    if (weights !== null) return weighQuery(query, weights);
    return weighsRequestWords ? query : { ...query, terms: query.terms.map(({ term, weight }) => ({ term, weight })) };
  });
  if (encoder === null) return parsed.map((each, i) => ({ text: texts[i], parsed: each, vector: null }));
  const { dimensions, precision } = encoder.description;
  // Recorded queries are known as they were asked, with whatever signs.
  const plain = encoder.knownQueries === undefined ? parsed.map(({ text }) => text) : texts;
  if (precision === 'float32' && encoder.encodeUnits !== undefined) {
    const units = await encoder.encodeUnits(plain, 'query', asides);
    return parsed.map((each, i) => {
      const vector = new Int8Array(dimensions);
      quantise(units[i], vector);
      return { text: texts[i], parsed: each, vector, floats: units[i] };
    });
  }
  const vectors = await encoder.encode(plain, 'query', asides);
  return parsed.map((each, i) => {
    const vector = vectors.subarray(i * dimensions, (i + 1) * dimensions);
    return { text: texts[i], parsed: each, vector };
  });
}

/** What a search will ask of the legs first, of all passages; a query that is restricted is not among it. */
export function awaitedOf(
  { request, mode, depth: wanted, queries }: ReadSearch<RankRequest>,
  { fusion, encoder }: Ranker['manifest'],
): AwaitedLeg[] {
  const { unit, filter } = request;
  if (filter !== undefined) return [];
  const legs: readonly LegName[] = mode === 'hybrid' ? ['bm25', 'dense'] : [mode];
  const depth = mode === 'hybrid' ? fusedDepth(fusion, wanted) : wanted;
  const denseDepth = Math.max(depth, rescoredDepth(encoder));
  const isExact = request.exact === true;
  return queries.flatMap(({ parsed, vector }) => {
    const isRestricted = parsed.required.length > 0 || parsed.excluded.length > 0;
    const query = { terms: parsed.terms, vector };
    return isRestricted
      ? []
      : legs.map((leg) => ({ leg, query, depth: leg === 'dense' ? denseDepth : depth, unit, isExact }));
  });
}
