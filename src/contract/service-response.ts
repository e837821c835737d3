/** What `/v1/indexes`, `/healthz` and `/readyz` answer, and the shape of every error. */
import { type Static, Type } from '@sinclair/typebox';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors.ts';
import { FIELD_TYPES } from './field-type.ts';
import { ASIDE_NAMES } from './query-asides.ts';
import { RANKING_NAMES } from './ranking-name.ts';
import { ModeSchema } from './search-body.ts';

const strict = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });

/** `probes`: whether this machine encodes the manifest's probe texts to the same bits as the machine that built it. */
export const EncoderSummarySchema = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    dimensions: Count,
    fingerprint: Type.String(),
    probes: Type.Union([Type.Literal('exact'), Type.Literal('differs')]),
    queryFields: Type.Optional(
      Type.Array(Type.Union(ASIDE_NAMES.map((name) => Type.Literal(name))), {
        description: 'fields of a search that the encoder reads with its queries; absent for none',
      }),
    ),
  },
  strict,
);

/** A reranker that a setting named. `fingerprint` is of all that shapes its scores, and part of the ETag of what it ranks. */
export const RerankerSummarySchema = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    model: Type.String(),
    fingerprint: Type.String(),
    depth: Type.Integer({ minimum: 1, description: 'hits that it is given where a request does not say' }),
    device: Type.String({
      description: 'where its model runs; portable and recorded: with the same scores on every machine',
    }),
  },
  strict,
);

const description = {
  documents: Count,
  passages: Count,
  terms: Count,
  links: Count,
  newest: Type.Union([Type.String(), Type.Null()], {
    description:
      'day of the newest document, YYYY-MM-DD, from which dialects count "past week" back; null without dates',
  }),
  ranking: Type.Union(
    RANKING_NAMES.map((name) => Type.Literal(name)),
    { description: 'what it was built for; bm25: as Lucene and Anserini' },
  ),
  analyzer: Type.Object({ name: Type.String(), version: Type.Integer() }, strict),
  encoder: Type.Union([EncoderSummarySchema, Type.Null()]),
  modes: Type.Array(ModeSchema, { minItems: 1, description: 'the first is the default' }),
  collection: Type.Optional(
    Type.Object(
      {
        title: Type.Optional(Type.String()),
        version: Type.Optional(Type.String()),
        licence: Type.Optional(Type.String({ description: 'SPDX expression, or words' })),
        licenceUrl: Type.Optional(Type.String()),
        source: Type.Optional(Type.String({ description: 'where it comes from, such as its home page' })),
      },
      { ...strict, description: 'what was said of the collection when it was built; absent where nothing was' },
    ),
  ),
  blockList: Type.Optional(
    Type.Object(
      {
        sha256: Type.String({ description: 'of the list' }),
        sites: Type.Integer({ minimum: 0, description: 'hosts on the list' }),
        urls: Type.Integer({ minimum: 0 }),
        ids: Type.Integer({ minimum: 0 }),
        strings: Type.Integer({ minimum: 0 }),
      },
      { ...strict, description: 'what was kept out when the index was built; absent for nothing' },
    ),
  ),
  rerankers: Type.Optional(
    Type.Array(RerankerSummarySchema, {
      description: 'those that were named at the start, which searches may ask for; absent for none',
    }),
  ),
  originals: Type.Optional(
    Type.Literal(true, {
      description: 'the files and bodies that pages were made of are kept; absent where they are not',
    }),
  ),
  fields: Type.Optional(
    Type.Array(
      Type.Object(
        {
          name: Type.String(),
          type: Type.Union(FIELD_TYPES.map((type) => Type.Literal(type))),
          documents: Type.Integer({ minimum: 0, description: 'documents with a value' }),
          values: Type.Integer({ minimum: 0, description: 'distinct values' }),
        },
        strict,
      ),
      { description: 'declared fields, which filters may ask for; absent for none' },
    ),
  ),
};

/** What an index says about itself. Nothing in it changes while the index is served. */
export const IndexDescriptionSchema = Type.Object(description, strict);
export type IndexDescription = Static<typeof IndexDescriptionSchema>;

export const IndexesResponseSchema = Type.Object(
  {
    indexes: Type.Array(Type.Object({ name: Type.String(), id: Type.String(), ...description }, strict), {
      description: 'the first is the default',
    }),
  },
  strict,
);

export const HealthResponseSchema = Type.Object({ status: Type.Literal('ok') }, strict);

/** How far one index is loaded. `done` and `total` are in bytes; `total` is 0 until it is known. */
export const LoadProgressSchema = Type.Object(
  {
    name: Type.String(),
    id: Type.Union([Type.String(), Type.Null()]),
    state: Type.Union([
      Type.Literal('waiting'),
      Type.Literal('verifying'),
      Type.Literal('opening'),
      Type.Literal('ready'),
      Type.Literal('failed'),
    ]),
    done: Count,
    total: Count,
    probes: Type.Union([Type.Literal('exact'), Type.Literal('differs'), Type.Null()], {
      description: 'null without an encoder, and until it has been probed',
    }),
  },
  strict,
);
export type LoadProgress = Static<typeof LoadProgressSchema>;

export const ReadyResponseSchema = Type.Object(
  {
    ready: Type.Boolean(),
    draining: Type.Boolean(),
    device: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')], { description: 'where vectors are compared' }),
    adapter: Type.Union([Type.String(), Type.Null()], {
      description: 'name of the GPU that was found; null where none was found or looked for',
    }),
    deviceReason: Type.Union([Type.String(), Type.Null()], {
      description: 'why vectors are compared on the CPU; null where a GPU does it',
    }),
    workers: Count,
    queue: Type.Object(
      {
        waiting: Type.Integer({ minimum: 0, description: 'queries that wait for a worker' }),
        expectedWaitMs: Type.Integer({
          minimum: 0,
          description: 'how long a search that comes now is expected to wait',
        }),
        maxWaitMs: Type.Number({ description: 'a search that would wait longer is refused' }),
        deadlineMs: Type.Number({ description: 'a search that is not answered by then is given up' }),
        refused: Type.Integer({ minimum: 0, description: 'requests refused since the server was started' }),
      },
      strict,
    ),
    storage: Type.Object(
      {
        faults: Type.Integer({ minimum: 0, description: 'answers that failed because the disk did, since the start' }),
        last: Type.Union([Type.String(), Type.Null()], { description: 'what the last of them met' }),
      },
      { ...strict, description: 'while the last answer failed for the disk, the server is not ready' },
    ),
    indexes: Type.Array(LoadProgressSchema),
  },
  strict,
);
export type ReadyResponse = Static<typeof ReadyResponseSchema>;

const Fact = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const ErrorResponseSchema = Type.Object(
  {
    error: Type.Object(
      {
        code: Type.Unsafe<ErrorCode>({
          type: 'string',
          enum: Object.keys(ERROR_CATALOGUE),
          description: 'frozen; docs/errors.md lists them all',
        }),
        message: Type.String({ description: 'a sentence for people; may improve' }),
        facts: Type.Record(Type.String(), Type.Union([Fact, Type.Array(Type.Union([Type.String(), Type.Number()]))]), {
          description: 'data for programs',
        }),
        fix: Type.String({ description: 'how to mend it' }),
        requestId: Type.String({ description: 'also in the x-request-id header and in the log' }),
      },
      strict,
    ),
  },
  strict,
);
export type ErrorResponse = Static<typeof ErrorResponseSchema>;
