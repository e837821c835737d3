import { type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { MAX_DEPTH, MAX_QUERY_BYTES, SHARD_PASSAGES } from '../limits.ts';
import { POSTINGS_LAYOUTS } from './frequent-list.ts';
import { B, K1 } from './impact.ts';

/** Which manifests a program can work by: each number inside the bounds that every reader of it relies on. */

/** Widest vector; a manifest that says more asks for memory that no file of it fills. */
const MAX_DIMENSIONS = 65_536;
/** As a walk can keep: `MAX_EF` of src/kernel/graph-walk.ts. */
const MAX_CANDIDATES = 4096;

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Share = Type.Object({ found: Count, of: Count });

const Fusion = {
  method: Type.Union([Type.Literal('minmax'), Type.Literal('rrf')]),
  denseWeight: Type.Number({ minimum: 0, maximum: 100 }),
};

const Encoder = Type.Object({
  kind: Type.String(),
  source: Type.Optional(Type.String()),
  name: Type.String(),
  dimensions: Type.Integer({ minimum: 1, maximum: MAX_DIMENSIONS }),
  fingerprint: Type.String(),
  template: Type.Optional(Type.Object({ query: Type.String(), passage: Type.String() })),
  fusion: Type.Object(Fusion),
});

const Graph = Type.Object({
  kind: Type.Literal('hnsw'),
  m: Count,
  efConstruction: Count,
  ef: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
  nearest: Type.Integer({ minimum: 1, maximum: MAX_CANDIDATES }),
  recall: Type.Object({ queries: Count, found: Count, of: Count }),
  listed: Share,
  reached: Count,
});

const Manifest: TSchema = Type.Object({
  format: Count,
  ranking: Count,
  engine: Type.String(),
  analyzer: Type.Object({ name: Type.String(), version: Count, unicode: Type.String() }),
  passages: Type.String(),
  bm25: Type.Object({ k1: Type.Literal(K1), b: Type.Literal(B) }),
  postings: Type.Union(POSTINGS_LAYOUTS.map((layout) => Type.Literal(layout))),
  encoder: Type.Union([Encoder, Type.Null()]),
  graph: Type.Optional(Graph),
  fusion: Type.Object({ ...Fusion, depth: Type.Integer({ minimum: 1, maximum: MAX_DEPTH }) }),
  counts: Type.Object({
    documents: Count,
    passages: Count,
    shards: Type.Array(Type.Integer({ minimum: 1, maximum: SHARD_PASSAGES }), { minItems: 1 }),
    terms: Count,
    postings: Count,
    tokens: Count,
    links: Count,
  }),
  files: Type.Array(Type.Object({ name: Type.String(), bytes: Count, sha256: Type.String() })),
  id: Type.String(),
  golden: Type.Array(
    Type.Object({
      query: Type.String({ maxLength: MAX_QUERY_BYTES }),
      mode: Type.Union(['hybrid', 'bm25', 'dense'].map((mode) => Type.Literal(mode))),
      hits: Type.Array(Type.Tuple([Count, Type.Number()])),
    }),
  ),
  probes: Type.Array(Type.Object({ text: Type.String(), vector: Type.String() })),
  provenance: Type.Object({ software: Type.String(), skipped: Count }),
});

/** Where a manifest differs from what there can be, as a path into it; null for one that is sound. */
export function findMisshapen(manifest: unknown): string | null {
  return Value.Check(Manifest, manifest) ? null : (Value.Errors(Manifest, manifest).First()?.path ?? '');
}
