/** The body of `POST /v1/search`, as JSON Schema: validation, OpenAPI and the readable page come from this one value. */
import { type Static, Type } from '@sinclair/typebox';
import {
  MAX_ADDRESS_CHARACTERS,
  MAX_BATCH_QUERIES,
  MAX_DEPTH,
  MAX_EXCLUDED_STRINGS,
  MAX_EXPAND,
  MAX_FETCH_CHARACTERS,
  MAX_FIELDS,
  MAX_FILTER_ENTRIES,
  MAX_ID_BYTES,
  MAX_K,
  MAX_RERANK_DEPTH,
  MAX_SNIPPET_TOKENS,
} from '../limits.ts';
import { DAY_PATTERN } from './describe-shape.ts';
import { SEARCH_DEFAULTS } from './search-defaults.ts';
import { SessionSchema } from './session-name.ts';
import { WhereSchema } from './where-schema.ts';

const strict = { additionalProperties: false } as const;

/** `readSiteName` says what is wrong with one that is no host. */
const Host = Type.String({ minLength: 1, maxLength: 253 });
const Language = Type.String({ pattern: '^[A-Za-z0-9-]+$', maxLength: 35 });
const CalendarDate = Type.String({ pattern: DAY_PATTERN });
const Address = Type.String({ minLength: 1, maxLength: MAX_ADDRESS_CHARACTERS });
const DocumentId = Type.String({ minLength: 1, maxLength: MAX_ID_BYTES });

/** Restricting lists hold at least one entry: an empty one is more likely a slip than a wish for no hits. */
const some = { minItems: 1, maxItems: MAX_FILTER_ENTRIES };
const any = { maxItems: MAX_FILTER_ENTRIES };

export const FilterSchema = Type.Object(
  {
    sites: Type.Optional(
      Type.Array(Host, { ...some, description: 'hosts; each stands for itself and its subdomains' }),
    ),
    excludeSites: Type.Optional(Type.Array(Host, { ...any, description: 'hosts to leave out' })),
    after: Type.Optional(
      Type.String({ ...CalendarDate, description: 'first day, YYYY-MM-DD; documents without a date are left out' }),
    ),
    before: Type.Optional(
      Type.String({ ...CalendarDate, description: 'last day, YYYY-MM-DD; documents without a date are left out' }),
    ),
    languages: Type.Optional(Type.Array(Language, { ...some, description: 'language tags such as en' })),
    ids: Type.Optional(Type.Array(DocumentId, { ...some, description: 'rank only these documents' })),
    excludeIds: Type.Optional(Type.Array(DocumentId, { ...any, description: 'documents to leave out' })),
    excludeUrls: Type.Optional(
      Type.Array(Address, { ...any, description: 'URLs to leave out; with * at the end all that begin so' }),
    ),
    excludeStrings: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        maxItems: MAX_EXCLUDED_STRINGS,
        description:
          'leaves out documents that share 13 words in a row with one of these texts, or hold all of a shorter one',
      }),
    ),
    where: Type.Optional(WhereSchema),
  },
  { ...strict, description: 'applied before the top k is taken' },
);

export const FieldNamesSchema = Type.Union(
  [Type.Literal(true), Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: MAX_FIELDS })],
  { description: 'declared fields to show with each hit or document: names, or true for all' },
);

export const ModeSchema = Type.Union([Type.Literal('hybrid'), Type.Literal('bm25'), Type.Literal('dense')], {
  description: 'default: hybrid where the index has vectors, otherwise bm25',
});
export const UnitSchema = Type.Union([Type.Literal('document'), Type.Literal('passage')], {
  default: SEARCH_DEFAULTS.unit,
  description: 'a document is ranked by its best passage',
});

export const SearchBodySchema = Type.Object(
  {
    query: Type.Optional(Type.String({ description: 'one query, up to 8,192 bytes of UTF-8; excludes queries' })),
    queries: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        maxItems: MAX_BATCH_QUERIES,
        description: 'a batch, which gives exactly what its queries give one by one; excludes query',
      }),
    ),
    index: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'NAME or NAME@ID; default: the first index served' }),
    ),
    mode: Type.Optional(ModeSchema),
    k: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_K, default: SEARCH_DEFAULTS.k, description: 'hits of a page' }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_DEPTH - 1,
        default: SEARCH_DEFAULTS.offset,
        description: 'hits to pass over',
      }),
    ),
    unit: Type.Optional(UnitSchema),
    filter: Type.Optional(FilterSchema),
    snippet: Type.Optional(
      Type.Union(
        [
          Type.Literal(false),
          Type.Object(
            {
              tokens: Type.Optional(
                Type.Integer({ minimum: 1, maximum: MAX_SNIPPET_TOKENS, default: SEARCH_DEFAULTS.snippet.tokens }),
              ),
            },
            strict,
          ),
        ],
        {
          default: SEARCH_DEFAULTS.snippet,
          description: 'a query-biased extract of so many tokens, or false for none',
        },
      ),
    ),
    text: Type.Optional(
      Type.Boolean({
        default: SEARCH_DEFAULTS.text,
        description: 'with each hit the text of its document, or of its passage where those are ranked',
      }),
    ),
    expand: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_EXPAND,
        default: 0,
        description: 'widens the text of a passage by so many neighbours on each side',
      }),
    ),
    maxChars: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_FETCH_CHARACTERS, description: 'cuts text, in UTF-16 code units' }),
    ),
    collapse: Type.Optional(
      Type.Union([Type.Boolean(), Type.Literal('duplicates'), Type.Literal('identical')], {
        default: true,
        description:
          'identical texts, and near copies where the index knows them, share one place, and the hit names the others; identical: identical ones alone; duplicates: the same as true',
      }),
    ),
    rerank: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9-]*$',
        maxLength: 64,
        default: 'none',
        description: 'name of a reranker, which gives the first hits a new order',
      }),
    ),
    rerankDepth: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MAX_RERANK_DEPTH,
        examples: [50],
        description:
          'how many of the first hits the reranker is given; needs rerank; default: as many as it usually takes',
      }),
    ),
    exact: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'compare every vector, where the index would search a graph of them',
      }),
    ),
    requestWords: Type.Optional(
      Type.Boolean({
        default: true,
        description: 'false: words that only ask, such as how and tell, count as much as others',
      }),
    ),
    fuzzy: Type.Optional(
      Type.Boolean({ default: true, description: 'false: a word that the index does not hold stands for no other' }),
    ),
    denseShare: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        description:
          'percent of a hybrid score that vectors give, of no effect in other modes; default: as the index says',
      }),
    ),
    minCoverage: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0,
        examples: [0.5],
        description: 'no hits for a query that the index covers less, in thousandths',
      }),
    ),
    minScore: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'the list ends before the first hit of a lower score; 0 ends none',
      }),
    ),
    explain: Type.Optional(
      Type.Boolean({ default: SEARCH_DEFAULTS.explain, description: 'rank, score and terms of each leg' }),
    ),
    fields: Type.Optional(FieldNamesSchema),
    session: Type.Optional(SessionSchema),
    context: Type.Optional(
      Type.String({
        description:
          'up to 8 KiB; kept in the trace, and part of the ranking only where the encoder of the index reads it (queryFields)',
      }),
    ),
    instruction: Type.Optional(
      Type.String({
        description: 'up to 8 KiB; what is to be found, for an index whose encoder follows instructions (queryFields)',
      }),
    ),
  },
  strict,
);
export type SearchBody = Static<typeof SearchBodySchema>;
