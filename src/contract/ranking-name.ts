/**
 * The ways to rank, as on the command line. An index is built for one of them; its number in the manifest is
 * `RANKING_VERSIONS` of src/format/bm25.ts.
 *
 * - `standard`: titles as a field of their own, request words at an eighth, the dense share by coverage.
 * - `bm25`: BM25 of one field as Lucene and Anserini compute it, for papers that compare with it.
 * - `impacts`: what a term adds to the score of a document comes from outside, as a learned sparse model gives it.
 */
export const RANKING_NAMES = ['standard', 'bm25', 'impacts'] as const;

/** Where a build says nothing. */
export const DEFAULT_RANKING = 'standard';

export type RankingName = (typeof RANKING_NAMES)[number];

/** How a query becomes terms where impacts are given: parted by white space, or by BERT's uncased WordPiece. */
export const QUERY_TOKENS = ['words', 'wordpiece'] as const;
export type QueryTokens = (typeof QUERY_TOKENS)[number];

/** The same as a manifest says it: also by a tokenizer that the index holds. */
export const QUERY_CUTS = [...QUERY_TOKENS, 'tokenizer'] as const;
export type QueryCut = (typeof QUERY_CUTS)[number];
