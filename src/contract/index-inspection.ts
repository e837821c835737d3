/** What `/v1/indexes/{name}` answers: what is in an index, as `stillweb inspect` tells it, and what it holds by host, language, year and length. */
import { type Static, Type } from '@sinclair/typebox';
import { IndexDescriptionSchema } from './service-response.ts';

const strict = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

const GroupSchema = Type.Object(
  {
    name: Type.Union([Type.String(), Type.Null()], { description: 'null for documents without one' }),
    documents: Count,
  },
  strict,
);

const GroupsSchema = (what: string) =>
  Type.Object(
    {
      names: Type.Integer({ minimum: 0, description: 'distinct names' }),
      without: Type.Integer({ minimum: 0, description: 'documents without one' }),
      top: Type.Array(Type.Object({ name: Type.String(), documents: Count }, strict), { description: what }),
    },
    strict,
  );

export const IndexInspectionSchema = Type.Object(
  {
    name: Type.String(),
    id: Type.String(),
    ...IndexDescriptionSchema.properties,
    bytes: Type.Integer({ minimum: 0, description: 'of all files' }),
    counts: Type.Object(
      {
        shards: Count,
        postings: Count,
        tokens: Type.Integer({ minimum: 0, description: 'terms of all passages, repeats included' }),
        repeatedDocuments: Type.Integer({ minimum: 0, description: 'whose text an earlier one has' }),
        repeatedPassages: Count,
        skipped: Type.Integer({ minimum: 0, description: 'records that were left out when it was built' }),
      },
      strict,
    ),
    settings: Type.Object(
      {
        format: Type.Integer(),
        rankingVersion: Type.Integer(),
        engine: Type.String(),
        passages: Type.String({ description: 'how documents were cut' }),
        unicode: Type.String({ description: 'whose tables its analyzer reads' }),
        fusion: Type.Union(
          [Type.Null(), Type.Object({ method: Type.String(), denseShare: Count, depth: Count }, strict)],
          {
            description: 'how the legs of a hybrid search are joined; null without vectors',
          },
        ),
        bm25: Type.Union([Type.Null(), Type.Object({ k1: Type.Number(), b: Type.Number() }, strict)]),
        graph: Type.Boolean({ description: 'whether vectors are searched by a graph' }),
        cells: Type.Boolean({
          description: 'whether they are searched in cells; without a graph and cells each is compared',
        }),
        software: Type.String({ description: 'what built it' }),
      },
      strict,
    ),
    languages: Type.Array(GroupSchema, { description: 'the most frequent first' }),
    hosts: GroupsSchema('those with most documents, first'),
    years: GroupsSchema('in their order; the last ones where there are many'),
    lengths: Type.Array(
      Type.Object(
        {
          from: Type.Integer({ minimum: 0, description: 'terms of the document, the least' }),
          to: Type.Integer({ minimum: 0, description: 'and the most' }),
          documents: Count,
        },
        strict,
      ),
      { description: 'documents by length, each class twice as wide as the one before' },
    ),
    topTerms: Type.Array(Type.Object({ term: Type.String(), passages: Count }, strict), {
      description:
        'that most passages hold, but for words that only ask; as the index has them: folded, and often stems',
    }),
    files: Type.Array(Type.Object({ name: Type.String(), bytes: Count, sha256: Type.String() }, strict)),
    proof: Type.Object(
      {
        golden: Type.Integer({ minimum: 0, description: 'queries whose ranking is stored with the index' }),
        probes: Type.Integer({ minimum: 0, description: 'texts whose vectors are' }),
      },
      { ...strict, description: 'what stillweb check ranks and encodes again' },
    ),
    citation: Type.Object(
      {
        text: Type.String(),
        bibtex: Type.String(),
        cff: Type.String({ description: 'a file CITATION.cff' }),
        swhid: Type.Union([Type.String(), Type.Null()], {
          description: 'of the folder of the index; null until its files were read for it, as a check does',
        }),
      },
      { ...strict, description: 'how a paper names the index' },
    ),
    examples: Type.Object(
      {
        queries: Type.Array(Type.String(), { description: 'that have hits, from titles and texts of the collection' }),
        document: Type.Union([Type.String(), Type.Null()], { description: 'the id of the first document' }),
      },
      strict,
    ),
  },
  strict,
);
export type IndexInspection = Static<typeof IndexInspectionSchema>;
