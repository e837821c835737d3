import { canonicalJson } from '../bytes/canonical-json.ts';
import { FIELD_TYPES, isFieldName } from '../contract/field-type.ts';
import { QUERY_CUTS } from '../contract/ranking-name.ts';
import { MAX_DEPTH, MAX_FIELDS, MAX_QUERY_BYTES, MAX_QUERY_TABLE_TOKENS, SHARD_PASSAGES } from '../limits.ts';
import { type Bm25Description, bm25Of, rankingNameOf } from './bm25.ts';
import { collectionSourceShape, recipeOriginShape } from './collection-source.ts';
import { POSTINGS_LAYOUTS } from './frequent-list.ts';
import { integer, list, nullable, number, object, oneOf, optional, type Shape, text, tuple } from './json-shape.ts';

/** Which manifests a program can work by: each number inside the bounds that every reader of it relies on. */

/** Widest vector; a manifest that says more asks for memory that no file of it fills. */
const MAX_DIMENSIONS = 65_536;
/** As a walk and a look into cells can keep: `MAX_EF` of src/kernel/graph-walk.ts, `MAX_CANDIDATES` of src/kernel/cell-search.ts. */
const MAX_CANDIDATES = 4096;
/** `MAX_CELLS` of src/kernel/cell-search.ts. */
const MAX_PROBES = 8192;

const positive: Shape = (value, path) => (typeof value === 'number' && value > 0 ? null : path);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const fieldName: Shape = (value, path) => (typeof value === 'string' && isFieldName(value) ? null : path);
const share = object({ found: count, of: count });

const fusion = {
  method: oneOf('minmax', 'rrf'),
  denseWeight: number(0, 100),
};

const encoder = object({
  kind: text(),
  source: optional(text()),
  name: text(),
  dimensions: integer(1, MAX_DIMENSIONS),
  fingerprint: text(),
  template: optional(object({ query: text(), passage: text() })),
  precision: optional(oneOf('float32')),
  fusion: object(fusion),
  fusionByCoverage: optional(object({ denseWeight: integer(0, 100), uncoveredWeight: integer(0, 100) })),
});

const graph = object({
  kind: oneOf('hnsw'),
  m: count,
  efConstruction: count,
  ef: integer(1, MAX_CANDIDATES),
  nearest: integer(1, MAX_CANDIDATES),
  recall: object({ queries: count, found: count, of: count }),
  listed: share,
  reached: count,
});

const cells = object({
  kind: oneOf('ivf-mixed-pq'),
  probes: integer(1, MAX_PROBES),
  patience: integer(1, MAX_PROBES),
  candidates: integer(1, MAX_CANDIDATES),
  nearest: integer(1, MAX_CANDIDATES),
  recall: object({ queries: count, found: count, of: count }),
  listed: share,
});

const field = object({ name: fieldName, type: oneOf(...FIELD_TYPES), documents: count, values: count });

const blocked = { sites: count, urls: count, ids: count, strings: count };

const manifest = object({
  format: count,
  ranking: count,
  engine: text(),
  analyzer: object({ name: text(), version: count, unicode: text() }),
  passages: text(),
  bm25: optional(object({})),
  impacts: optional(
    object({
      scale: positive,
      queryTokens: oneOf(...QUERY_CUTS),
      queryWeights: optional(object({ scale: positive, tokens: integer(1, MAX_QUERY_TABLE_TOKENS) })),
    }),
  ),
  requestWords: optional(object({ version: count })),
  postings: oneOf(...POSTINGS_LAYOUTS),
  encoder: nullable(encoder),
  graph: optional(graph),
  cells: optional(cells),
  fusion: object({ ...fusion, uncoveredWeight: optional(integer(0, 100)), depth: integer(1, MAX_DEPTH) }),
  counts: object({
    documents: count,
    passages: count,
    shards: list(integer(1, SHARD_PASSAGES), 1),
    terms: count,
    postings: count,
    tokens: count,
    links: count,
    repeatedDocuments: count,
    repeatedPassages: count,
  }),
  blockList: optional(object({ sha256: text(), ...blocked })),
  nearDuplicates: optional(object({ version: count, shingle: count, percent: integer(0, 100), documents: count })),
  fields: optional(list(field, 1)),
  files: list(object({ name: text(), bytes: count, sha256: text() })),
  id: text(),
  golden: list(
    object({
      query: text(MAX_QUERY_BYTES),
      mode: oneOf('hybrid', 'bm25', 'dense'),
      hits: list(tuple(count, number())),
    }),
  ),
  probes: list(object({ title: optional(text()), text: text(), vector: text() })),
  provenance: object({
    software: text(),
    skipped: count,
    html: optional(oneOf('main', 'all')),
    sharedAddresses: optional(count),
    collection: optional(collectionSourceShape),
    recipe: optional(recipeOriginShape),
    vectors: optional(object({ name: text(), sha256: text() })),
    blocked: optional(object(blocked)),
    dropped: optional(object({ documents: count, percent: optional(integer(0, 100)) })),
    languages: optional(text()),
    keptLanguages: optional(list(text(), 1)),
  }),
});

/** Members that are right or wrong together. */
interface Related {
  readonly format: number;
  readonly ranking: number;
  readonly encoder: { readonly precision?: string } | null;
  readonly bm25?: Bm25Description;
  readonly impacts?: object;
  readonly analyzer: { readonly name: string };
  readonly passages: string;
  readonly fusion: { readonly denseWeight: number; readonly uncoveredWeight?: number };
  readonly counts: { readonly passages: number; readonly shards: readonly number[] };
  readonly fields?: readonly { readonly name: string }[];
  readonly nearDuplicates?: object;
  readonly graph?: object;
  readonly cells?: object;
}

/** Where a manifest differs from what there can be, as a path into it; null for one that is sound. */
export function findMisshapen(value: unknown): string | null {
  const fault = manifest(value, '');
  if (fault !== null) return fault;
  const related = value as Related;
  const { ranking, bm25, impacts, analyzer, passages, fusion, counts, fields } = related;
  const name = rankingNameOf(ranking);
  if (canonicalJson(bm25 ?? null) !== canonicalJson(bm25Of(name))) return '/bm25';
  const isGiven = name === 'impacts';
  if (isGiven !== (impacts !== undefined)) return '/impacts';
  if (isGiven !== (analyzer.name === 'given') || (isGiven && passages !== 'whole')) return '/analyzer';
  if (related.cells !== undefined && (related.encoder === null || related.graph !== undefined)) return '/cells';
  if (!areFieldsInOrder(fields)) return '/fields';
  if (counts.passages !== counts.shards.reduce((sum, passages) => sum + passages, 0)) return '/counts/passages';
  return fusion.denseWeight + (fusion.uncoveredWeight ?? 0) > 100 ? '/fusion/uncoveredWeight' : null;
}

/** Each name once, and no more of them than there may be. */
function areFieldsInOrder(fields: Related['fields'] = []): boolean {
  return fields.length <= MAX_FIELDS && fields.every(({ name }, i) => i === 0 || fields[i - 1].name < name);
}
