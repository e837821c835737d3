import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256 } from '../bytes/hash.ts';
import type { BlockRule } from '../contract/block-list.ts';
import type { EncoderDescription, FusionDefault } from '../contract/encoder-description.ts';
import { StillwebError } from '../errors.ts';
import { type Bm25Description, RANKING_VERSIONS } from './bm25.ts';
import type { CollectionSource, RecipeOrigin } from './collection-source.ts';
import type { FieldDescription } from './fields.ts';
import { FILE_NAME_PATTERN, MANIFEST_FILE } from './file-names.ts';
import { CELLS_FORMAT_VERSION, FORMAT_VERSIONS } from './format-version.ts';
import type { PostingsLayout } from './frequent-list.ts';
import type { GivenImpactsDescription } from './given-impacts.ts';
import { findMisshapen } from './manifest-shape.ts';

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A query whose ranking is stored with the index, so that `check` can prove that it has not moved. */
export interface GoldenQuery {
  readonly query: string;
  readonly mode: 'hybrid' | 'bm25' | 'dense';
  /** Document number and score of the first hits, in order. */
  readonly hits: readonly (readonly [number, number])[];
}

/** A text and its int8 vector (base64), to compare the encoder of this machine with the one of the build. */
export interface EncoderProbe {
  /** Of a passage whose title is read apart; absent: the text is encoded as a query. */
  readonly title?: string;
  readonly text: string;
  readonly vector: string;
}

/** How the graphs of the vectors were built and are searched. */
export interface GraphDescription {
  readonly kind: 'hnsw';
  /** Links that a passage looked for. */
  readonly m: number;
  readonly efConstruction: number;
  /** Candidates that a search keeps in each shard. */
  readonly ef: number;
  /** The best of all of them, which are ranked before what an exact scan finds behind them. */
  readonly nearest: number;
  /** Of the ten passages nearest to `queries` middles between two, as the exact scan finds them: how many the graph found. */
  readonly recall: { readonly queries: number; readonly found: number; readonly of: number };
  /** Of the `nearest` passages nearest to the same middles: how many a search lists first, and not behind those it found. */
  readonly listed: { readonly found: number; readonly of: number };
  /**
   * Passages that links lead to from where walks begin. What is left of all is found by no walk, which a recall of samples
   * hardly sees: it may be the copies of one text. A ranking shows it behind the nearest.
   */
  readonly reached: number;
}

/** How the cells of the vectors are searched. */
export interface CellsDescription {
  /** An inverted file of cells, in which vectors have product-quantised codes of four bits for two, four or eight values. */
  readonly kind: 'ivf-mixed-pq';
  /** Cells of each shard that a search looks into at most. */
  readonly probes: number;
  /** Cells one after the other none of whose passages is among the `nearest` of the shard by their codes: the search ends there. */
  readonly patience: number;
  /** Passages of each shard whose vectors it compares: those whose codes score most. */
  readonly candidates: number;
  /** The best of all of them, which are ranked before what an exact scan finds behind them. */
  readonly nearest: number;
  /** As of a graph. */
  readonly recall: GraphDescription['recall'];
  /** As of a graph. */
  readonly listed: GraphDescription['listed'];
}

/** A number for each rule of a block list. */
export type BlockedCounts = Readonly<Record<BlockRule, number>>;

export const NONE_BLOCKED: BlockedCounts = { sites: 0, urls: 0, ids: 0, strings: 0 };
/** Which documents are near copies: those of which so many percent of the shingles are those of the first of their group too. */
export interface NearDescription {
  /** Of the rules by which a text has shingles and a signature. */
  readonly version: number;
  /** Words of a shingle. */
  readonly shingle: number;
  readonly percent: number;
  /** Documents that have not the text of an earlier one, and are near copies of one. */
  readonly documents: number;
}

/** All that shapes a ranking and a response. Its hash is the index id. */
export interface RankingManifest {
  readonly format: number;
  /** One of `RANKING_VERSIONS`. */
  readonly ranking: number;
  /** The name of an engine that `src/retrieval/engines.ts` knows, or that a module has registered. */
  readonly engine: string;
  readonly analyzer: { readonly name: string; readonly version: number; readonly unicode: string };
  /** The passage policy, as on the command line. */
  readonly passages: string;
  /** Absent where impacts are given. */
  readonly bm25?: Bm25Description;
  /** Of ranking `impacts`; else absent. */
  readonly impacts?: GivenImpactsDescription;
  /** The list of words that count an eighth in a query. Absent: every word counts fully. */
  readonly requestWords?: { readonly version: number };
  /** How the postings are written; rankings do not depend on it. */
  readonly postings: PostingsLayout;
  readonly encoder: EncoderDescription | null;
  /** Absent: vectors are not searched through graphs. */
  readonly graph?: GraphDescription;
  /** Absent: vectors are not searched through cells. Without both every vector is compared. */
  readonly cells?: CellsDescription;
  readonly fusion: FusionDefault & {
    /** Percent that the dense leg gains as the query is not covered: `denseWeight` + ⌊this × (1 − coverage)⌋. Absent: none. */
    readonly uncoveredWeight?: number;
    readonly depth: number;
  };
  readonly counts: {
    readonly documents: number;
    readonly passages: number;
    /** Passages of each shard, in order. */
    readonly shards: readonly number[];
    readonly terms: number;
    readonly postings: number;
    /** Terms of all passages, repeats included. */
    readonly tokens: number;
    readonly links: number;
    /** Documents, and passages, whose text an earlier one has. */
    readonly repeatedDocuments: number;
    readonly repeatedPassages: number;
  };
  /** The list of what was kept out, absent for none: its hash, and its entries by kind. */
  readonly blockList?: BlockedCounts & { readonly sha256: string };
  /** How near copies were looked for, and how many there are. Absent: they were not. */
  readonly nearDuplicates?: NearDescription;
  /** Typed fields by code unit of their names; absent for none. */
  readonly fields?: readonly FieldDescription[];
  readonly files: readonly ManifestFile[];
}

/** First passage of each shard. @param shards passages of each, in order */
export function firstPassagesOf(shards: readonly number[]): number[] {
  let passages = 0;
  return shards.map((count) => {
    passages += count;
    return passages - count;
  });
}

export interface Manifest extends RankingManifest {
  /** `sha256` of the ranking-relevant part, first 32 hexadecimal digits. */
  readonly id: string;
  readonly golden: readonly GoldenQuery[];
  readonly probes: readonly EncoderProbe[];
  /** `html`: which words of HTML pages were read. Absent: all, as older versions did. */
  readonly provenance: {
    readonly software: string;
    readonly skipped: number;
    readonly html?: 'main' | 'all';
    /** Documents that another one with the same address, or the same common key, is found in place of; absent for none. */
    readonly sharedAddresses?: number;
    /** What was said of the collection; absent where nothing was. */
    readonly collection?: CollectionSource;
    /** Absent where it was not built by a recipe. */
    readonly recipe?: RecipeOrigin;
    /** File of vectors of the passages, and the hash of it and its names. Absent: the encoder encoded them. */
    readonly vectors?: { readonly name: string; readonly sha256: string };
    /** Documents that the block list kept out, by the first rule that did; absent where there is no list. */
    readonly blocked?: BlockedCounts;
    /** Copies that were left out of the collection; with `percent`, near ones too. Absent: none were looked for. */
    readonly dropped?: { readonly documents: number; readonly percent?: number };
    /** What found the language of documents that tell none. Absent: nothing did. */
    readonly languages?: string;
    /** The languages that were kept of the collection. Absent: all. */
    readonly keptLanguages?: readonly string[];
  };
}

const ID_DIGITS = 32;

/** What the id covers, by name: a manifest has more, and one of a later version may have more still. */
const RANKING_MEMBERS = [
  'format',
  'ranking',
  'engine',
  'analyzer',
  'passages',
  'bm25',
  'impacts',
  'requestWords',
  'postings',
  'encoder',
  'graph',
  'cells',
  'fusion',
  'counts',
  'blockList',
  'nearDuplicates',
  'fields',
  'files',
] as const satisfies readonly (keyof RankingManifest)[];

/** The index id: a name for everything that shapes a ranking, and for nothing else. */
export function indexId(manifest: RankingManifest): string {
  const relevant = Object.fromEntries(RANKING_MEMBERS.map((name) => [name, manifest[name]]));
  return sha256(canonicalJson(relevant)).slice(0, ID_DIGITS);
}

export function encodeManifest(manifest: Manifest): string {
  return `${canonicalJson(manifest)}\n`;
}

/**
 * Reads a manifest and checks it against its own id.
 *
 * @throws StillwebError INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD
 */
export function decodeManifest(text: string): Manifest {
  const facts = { file: MANIFEST_FILE };
  let manifest: Manifest;
  try {
    manifest = JSON.parse(text) as Manifest;
  } catch (cause) {
    throw new StillwebError('INDEX_CORRUPT', `${MANIFEST_FILE} is not JSON`, facts, { cause });
  }
  if (typeof manifest !== 'object' || manifest === null || !Number.isInteger(manifest.format)) {
    throw new StillwebError('INDEX_CORRUPT', `${MANIFEST_FILE} names no format version`, facts);
  }
  // Cells of an older version are others.
  checkVersion('format', manifest.format, manifest.cells === undefined ? FORMAT_VERSIONS : [CELLS_FORMAT_VERSION]);
  checkVersion('ranking', manifest.ranking, Object.values(RANKING_VERSIONS));
  if (!Array.isArray(manifest.files) || indexId(manifest) !== manifest.id) {
    throw new StillwebError('INDEX_CORRUPT', `${MANIFEST_FILE} does not hash to its own id`, facts);
  }
  const misshapen = findMisshapen(manifest);
  if (misshapen !== null) {
    const message = `${MANIFEST_FILE} says of ${misshapen.slice(1).replaceAll('/', '.')} what cannot be`;
    throw new StillwebError('INDEX_CORRUPT', message, facts);
  }
  for (const { name } of manifest.files) {
    if (!FILE_NAME_PATTERN.test(name) || name === MANIFEST_FILE) {
      throw new StillwebError('INDEX_CORRUPT', `${MANIFEST_FILE} names the file ${JSON.stringify(name)}`, facts);
    }
  }
  return manifest;
}

function checkVersion(what: 'format' | 'ranking', found: number, supported: readonly number[]): void {
  if (supported.includes(found)) return;
  const newest = Math.max(...supported);
  const code = found > newest ? 'INDEX_TOO_NEW' : 'INDEX_TOO_OLD';
  const message = `the index has ${what} version ${found}; this program reads version ${supported.join(' and ')}`;
  throw new StillwebError(code, message, { file: MANIFEST_FILE, found, supported: newest });
}
