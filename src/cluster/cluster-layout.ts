/**
 * How a generation lies in an index of a cluster.
 *
 * One index holds four kinds of entries. A **passage** `pN` has what searches ask of it: its impacts as term frequencies, its terms at
 * their positions, its vector, and the attributes of its document; the first of a document also whether one of its passages begins where the one
 * before ends. A **document** `dN` has what is shown of it, and its links. A **term** `t:TERM` has its reach and its frequency. A
 * **part** has the manifest, pieces of small files, and how far a push has come. Nothing is changed once it is pushed.
 */
import { sha256 } from '../bytes/hash.ts';
import type { Manifest } from '../format/manifest.ts';

/** Grows with what is said here: a server reads the layouts that it knows. */
export const LAYOUT_VERSION = 2;

/** The longest escaped term that is a token itself. */
const MAX_TOKEN = 160;
/** Tokens of one position are joined, and a tokenizer cuts at this length. */
const MAX_TOKENS_OF_PLACE = 4096;
/** No escaped term has these signs. */
export const GAP = '#';
export const BESIDE = '+';

/**
 * What a term adds to a passage: weight × (impact >> shift). The boost of a term is its weight, and eighths for its shift. Scores are
 * float32: a sum of whole numbers below 2^24 is exact, in any order. Lucene asks for the largest score there can be by the largest
 * frequency of float32, so that no product may overflow.
 */
const IMPACT_SCRIPT =
  'double boost = query.boost; long times = (long) boost; if (boost == times) { return boost * doc.freq; } return (double) times * (((long) doc.freq) >> (int) ((boost - times) * 8));';

/** @param weight 1 … 255 @param shift 0 … 7 */
export function boostOf(weight: number, shift = 0): number {
  return weight + shift / 8;
}

/** A term as a token of ASCII: any sign but letters and digits is escaped, and a long one is its hash. */
export function tokenOf(term: string): string {
  const token = encodeURIComponent(term);
  return token.length <= MAX_TOKEN ? token : `${GAP}${sha256(term).slice(0, 32)}`;
}

export const passageId = (passage: number): string => `p${passage}`;
export const documentId = (document: number): string => `d${document}`;
export const termId = (term: string): string => `t:${tokenOf(term)}`;
/** How far a push has come, and what was pushed. */
export const STATE_ID = 'state';
export const MANIFEST_ID = 'manifest';

/** The index of a generation. */
export function indexNameOf(alias: string, id: string): string {
  return `${alias}-${id}-${LAYOUT_VERSION}`;
}

/** The name of a typed field, by its place in the manifest. */
export function fieldName(place: number): string {
  return `field${String(place).padStart(2, '0')}`;
}

const FIELD_TYPES = { keyword: 'keyword', set: 'keyword', number: 'double', date: 'integer' } as const;

/** What gives the scores of hits, the same ones. `plugin`: the similarity of scripts/cluster/StillwebSimilarity.java, which has to be on every node. `script`: any node has it. */
export type ClusterSimilarity = 'plugin' | 'script';

export interface LayoutOptions {
  readonly shards: number;
  readonly similarity: ClusterSimilarity;
}

/** What an index says of itself before it has a state. */
export interface Begun extends LayoutOptions {
  readonly layout: number;
  /** Of the generation. */
  readonly id: string;
}

/** Settings and mapping. While it is filled it has no replicas, and is not refreshed. */
export function indexBody(
  manifest: Manifest,
  { shards, similarity }: LayoutOptions,
): Readonly<Record<string, unknown>> {
  const numbers = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, { type: 'long' }]));
  const stored = { type: 'keyword', doc_values: false } as const;
  const attribute = { type: 'keyword' } as const;
  const placed = { type: 'text', analyzer: 'places', search_analyzer: 'places', norms: false } as const;
  const fields = manifest.fields ?? [];
  return {
    settings: {
      index: {
        number_of_shards: shards,
        number_of_replicas: 0,
        refresh_interval: '-1',
        similarity: {
          impact:
            similarity === 'plugin' ? { type: 'stillweb' } : { type: 'scripted', script: { source: IMPACT_SCRIPT } },
        },
      },
      analysis: {
        tokenizer: { blanks: { type: 'whitespace', max_token_length: MAX_TOKENS_OF_PLACE } },
        filter: {
          impacts: { type: 'delimited_term_freq', delimiter: '|' },
          beside: { type: 'pattern_capture', preserve_original: false, patterns: [`([^${BESIDE}]+)`] },
          gaps: { type: 'stop', stopwords: [GAP] },
        },
        analyzer: {
          impacts: { type: 'custom', tokenizer: 'blanks', filter: ['impacts'] },
          tokens: { type: 'custom', tokenizer: 'blanks' },
          places: { type: 'custom', tokenizer: 'blanks', filter: ['beside', 'gaps'] },
        },
      },
    },
    mappings: {
      dynamic: 'strict',
      // Known from the first moment on: a push may be killed before it has written anything.
      _meta: { stillweb: { layout: LAYOUT_VERSION, id: manifest.id, shards, similarity } satisfies Begun },
      _source: { excludes: ['impacts', 'places', 'titlePlaces', 'vector'] },
      properties: {
        impacts: {
          type: 'text',
          analyzer: 'impacts',
          search_analyzer: 'tokens',
          index_options: 'freqs',
          norms: false,
          similarity: 'impact',
        },
        places: placed,
        titlePlaces: placed,
        vector: { type: 'binary', doc_values: true },
        ...numbers(
          'passage',
          'document',
          'touches',
          'samePassage',
          'sameDocument',
          'nearDocument',
          'checksum',
          'number',
        ),
        hosts: attribute,
        day: { type: 'integer' },
        language: attribute,
        id: attribute,
        ownId: stored,
        urls: stored,
        term: stored,
        ...Object.fromEntries(fields.map(({ type }, place) => [fieldName(place), { type: FIELD_TYPES[type] }])),
        body: { type: 'object', enabled: false },
      },
    },
  };
}

/** What sorts hits: the first two are the order of record; the others are only told, of each hit. */
export const HIT_KEYS = ['passage', 'document', 'samePassage', 'sameDocument', 'nearDocument'] as const;
