/** What `/v1/search` answers. Equal in type to `Hit` in search.ts; a test compares the two. */
import { Type } from '@sinclair/typebox';

/** Which index answered: its name here, and the content hash that names its rankings everywhere. */
export const IndexReferenceSchema = Type.Object(
  { name: Type.String(), id: Type.String() },
  { additionalProperties: false },
);

const Offset = Type.Integer({ minimum: 0 });
/** `[start, end]`. A plain list in JSON Schema: TypeBox writes tuples as drafts before 2020-12 did. */
export const RangeSchema = Type.Unsafe<[number, number]>({
  type: 'array',
  items: { type: 'integer', minimum: 0 },
  minItems: 2,
  maxItems: 2,
});

export const ShownFieldsSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]),
  { description: 'values of the declared fields that were asked for; a field that the document has not is absent' },
);

export const LegExplanationSchema = Type.Object(
  {
    leg: Type.Union([Type.Literal('bm25'), Type.Literal('dense'), Type.Literal('rerank')]),
    rank: Type.Optional(Type.Integer({ minimum: 1 })),
    score: Type.Optional(Type.Integer()),
    terms: Type.Optional(
      Type.Array(
        Type.Object(
          {
            term: Type.String(),
            weight: Type.Integer({ description: 'how often the query names it' }),
            impact: Type.Integer({ description: 'what it adds each time' }),
            from: Type.Optional(Type.String({ description: 'the word of the query that was taken for it' })),
          },
          { additionalProperties: false },
        ),
      ),
    ),
    reranker: Type.Optional(Type.String()),
    before: Type.Optional(
      Type.Object(
        { rank: Type.Integer({ minimum: 1 }), score: Type.Integer() },
        { additionalProperties: false, description: 'where the hit stood before it was reranked' },
      ),
    ),
    foundBy: Type.Optional(Type.Literal('links', { description: 'no leg found the hit: links lead to it' })),
  },
  { additionalProperties: false },
);

export const HitSchema = Type.Object(
  {
    rank: Type.Integer({ minimum: 1, description: 'counts from 1 across pages' }),
    id: Type.String(),
    url: Type.Union([Type.String(), Type.Null()]),
    title: Type.String(),
    snippet: Type.Optional(
      Type.String({
        description:
          'plain text: the fragments joined by " … ", with an ellipsis at an end where no sentence begins or ends',
      }),
    ),
    highlights: Type.Optional(Type.Array(RangeSchema, { description: 'ranges of snippet, in UTF-16 code units' })),
    fragments: Type.Optional(
      Type.Array(Type.Object({ start: Offset, end: Offset }, { additionalProperties: false }), {
        description:
          "the stretches of the document's text that the snippet is joined of, one or two, in UTF-16 code units",
      }),
    ),
    start: Type.Optional(Type.Integer({ minimum: 0, description: 'where the first fragment starts' })),
    end: Type.Optional(Type.Integer({ minimum: 0, description: 'where the last one ends, exclusive' })),
    score: Type.Integer({ description: 'the integer of record; comparable within one response only' }),
    duplicates: Type.Optional(
      Type.Array(Type.String(), { description: 'ids of others with the same text, in the order of the collection' }),
    ),
    moreDuplicates: Type.Optional(
      Type.Integer({ minimum: 1, description: 'how many there are beside those that duplicates names' }),
    ),
    nearDuplicates: Type.Optional(
      Type.Array(Type.String(), {
        description: 'ids of documents with nearly the same text, in the order of the collection',
      }),
    ),
    moreNearDuplicates: Type.Optional(
      Type.Integer({ minimum: 1, description: 'how many there are beside those that nearDuplicates names' }),
    ),
    date: Type.Optional(Type.String({ description: 'YYYY-MM-DD' })),
    passage: Type.Optional(
      Type.Object({ id: Type.String(), start: Offset, end: Offset }, { additionalProperties: false }),
    ),
    text: Type.Optional(Type.String()),
    range: Type.Optional(
      Type.Object(
        { start: Offset, end: Offset, total: Offset },
        { additionalProperties: false, description: "where the text of a passage stands in the document's" },
      ),
    ),
    fields: Type.Optional(ShownFieldsSchema),
    explain: Type.Optional(Type.Array(LegExplanationSchema)),
    seen: Type.Optional(
      Type.Integer({ minimum: 1, description: 'the step of the session that first showed the document' }),
    ),
  },
  { additionalProperties: false, description: 'offsets count UTF-16 code units, as strings of JavaScript do' },
);

const found = {
  query: Type.String(),
  coverage: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description:
        'how much of what the query names its best passage holds, in thousandths; low: probably nothing here. Given by every index of stillweb',
    }),
  ),
  corrections: Type.Optional(
    Type.Array(
      Type.Object(
        {
          from: Type.String({ description: 'a word of the query that the index does not hold' }),
          to: Type.String({ description: 'what was searched instead' }),
        },
        { additionalProperties: false },
      ),
      { description: 'absent for none' },
    ),
  ),
  notes: Type.Optional(
    Type.Array(Type.String(), { description: 'what a policy of the session says of the query; absent for nothing' }),
  ),
  hits: Type.Array(HitSchema),
};

export const QueryResultSchema = Type.Object(found, { additionalProperties: false });

const strict = { additionalProperties: false } as const;
const { hits: _, query, ...beside } = found;
const joint = {
  query,
  found: Type.Array(
    Type.Object(
      { index: Type.String(), hits: Type.Integer({ description: 'hits it gave to the fused list' }), ...beside },
      strict,
    ),
    { description: 'what each index found' },
  ),
  hits: Type.Array(
    Type.Object(
      {
        ...HitSchema.properties,
        index: IndexReferenceSchema,
        own: Type.Object(
          { rank: Type.Integer({ minimum: 1 }), score: Type.Integer() },
          { ...strict, description: 'where the hit stands in the list of its own index' },
        ),
      },
      strict,
    ),
  ),
};
const indexes = Type.Array(IndexReferenceSchema);

/** The answer of one index. */
const OneAnswerSchema = Type.Union([
  Type.Object({ index: IndexReferenceSchema, ...found }, { ...strict, description: 'the answer to query' }),
  Type.Object(
    { index: IndexReferenceSchema, results: Type.Array(QueryResultSchema) },
    { ...strict, description: 'the answer to queries, in their order' },
  ),
]);

/** The answer of several. */
export const JointResponseSchema = Type.Union([
  Type.Object({ indexes, ...joint }, { ...strict, description: 'the hits of several indexes in one list' }),
  Type.Object(
    { indexes, results: Type.Array(Type.Object(joint, strict)) },
    { ...strict, description: 'the same for queries, in their order' },
  ),
  Type.Object(
    { indexes, answers: Type.Array(OneAnswerSchema) },
    { ...strict, description: 'the answers of several indexes side by side' },
  ),
]);

export const SearchResponseSchema = Type.Union(
  [
    Type.Object(
      { index: IndexReferenceSchema, ...found },
      { additionalProperties: false, description: 'the answer to query' },
    ),
    Type.Object(
      { index: IndexReferenceSchema, results: Type.Array(QueryResultSchema) },
      { additionalProperties: false, description: 'the answer to queries, in their order' },
    ),
  ],
  { description: 'the same index and the same request give the same bytes' },
);
