import { join } from 'node:path';
import type { ParsedQuery } from '../analysis/parsed-query.ts';
import type { SearchFilter } from '../contract/search.ts';
import { QUERY_TOKENIZER_FILE, QUERY_WEIGHTS_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import { type QueryWeights, readQueryWeights } from '../format/query-weights.ts';
import { readFileSync } from '../store/file-system.ts';
import { openFloatRows } from '../store/float-rows.ts';
import type { AwaitedLeg, LegName, LegOptions, NearTerm, Ranker, ShowHit } from './ranker.ts';
import type { Ranking, RetrieverQuery, TermReach } from './retriever.ts';
import { nearTermsByWord, rankByTerms, rankByVectors, reachByTerms, type Shardwise } from './shardwise.ts';

/**
 * Ranks documents by the files of an index that is not open, for the proof of a build. One pass through the shards costs as
 * much for many queries as for one: `prepare` names all that will be asked. It knows no filters, and shows nothing.
 */
export class ShardwiseRanker implements Ranker<never> {
  readonly name = 'building';
  readonly manifest: Manifest;
  readonly queryWeights?: QueryWeights;
  readonly queryTokenizer: Uint8Array | null;
  readonly #index: Shardwise;
  /** Each to its full depth; a shorter list is its beginning. */
  readonly #reaches = new Map<string, TermReach>();
  readonly #known = { bm25: new Map<string, Ranking>(), dense: new Map<string, Ranking>() };

  constructor(index: Shardwise) {
    this.#index = index;
    this.manifest = index.manifest;
    this.queryTokenizer = readQueryTokenizer(index.folder, index.manifest);
    const { queryWeights } = index.manifest.impacts ?? {};
    if (queryWeights === undefined) return;
    const bytes = readFileSync(join(index.folder, QUERY_WEIGHTS_FILE));
    this.queryWeights = readQueryWeights(QUERY_WEIGHTS_FILE, bytes, queryWeights.tokens);
  }

  admit({ required, excluded }: ParsedQuery, filter: SearchFilter | undefined): null {
    if (required.length > 0 || excluded.length > 0 || filter !== undefined) {
      throw new TypeError('ShardwiseRanker: a search that restricts passages');
    }
    return null;
  }

  readonly prepare = (awaited: readonly Pick<AwaitedLeg, 'leg' | 'query' | 'depth'>[]): void => {
    for (const leg of ['bm25', 'dense'] as const) {
      const asked = awaited.filter((each) => each.leg === leg);
      const queries = new Map(asked.map(({ query }) => [keyOf(leg, query), query]));
      if (queries.size === 0) continue;
      if (leg === 'bm25')
        this.#learnReaches([...queries.values()].flatMap(({ terms }) => terms.map(({ term }) => term)));
      // What fusion asks for when the first hundred do not tell enough.
      const depth = Math.max(this.manifest.fusion.depth, ...asked.map((each) => each.depth));
      const rankings = this.#rank(leg, [...queries.values()], depth);
      for (const [i, key] of [...queries.keys()].entries()) this.#known[leg].set(key, rankings[i]);
    }
  };

  #rank(leg: LegName, queries: readonly RetrieverQuery[], depth: number): Ranking[] {
    if (leg === 'bm25') return rankByTerms(this.#index, queries, depth);
    const { encoder } = this.manifest;
    if (encoder === null) throw new TypeError('ShardwiseRanker: the index has no vectors');
    return rankByVectors(this.#index, encoder.dimensions, queries, depth);
  }

  retrieve(leg: LegName, query: RetrieverQuery, { depth, unit, isExact }: LegOptions<never>): Ranking {
    if (unit !== 'document' || isExact === true) throw new TypeError('ShardwiseRanker: ranks documents as they come');
    const key = keyOf(leg, query);
    let known = this.#known[leg].get(key);
    // A list that ends before its depth is whole.
    if (known === undefined || (known.scores.length < depth && known.scores.length >= this.manifest.fusion.depth)) {
      this.prepare([{ leg, query, depth }]);
      known = this.#known[leg].get(key) as Ranking;
    }
    return { passages: known.passages.slice(0, depth), scores: known.scores.slice(0, depth) };
  }

  reachOf(terms: readonly string[]): TermReach[] {
    this.#learnReaches(terms);
    return terms.map((term) => this.#reaches.get(term) as TermReach);
  }

  #learnReaches(terms: readonly string[]): void {
    const unknown = new Set(terms.filter((term) => !this.#reaches.has(term)));
    if (unknown.size === 0) return;
    for (const [term, reach] of reachByTerms(this.#index, unknown)) this.#reaches.set(term, reach);
  }

  nearTermsOf(words: readonly (readonly string[])[]): NearTerm[][] {
    return nearTermsByWord(this.#index, words);
  }

  /** Files are opened for one call: there are few. */
  readonly floatsOf = (passages: Uint32Array): Float32Array => {
    const rows = openFloatRows(this.#index.folder, this.manifest);
    if (rows === null) throw new TypeError('ShardwiseRanker: the index keeps int8 alone');
    try {
      return rows.read(passages);
    } finally {
      rows.close();
    }
  };

  documentsOf(passages: Uint32Array): Uint32Array {
    return passages.map((passage) => this.#index.documents[passage]);
  }

  idsOf(): never {
    throw new TypeError('ShardwiseRanker: documents have numbers only');
  }

  firstsOf(): never {
    throw new TypeError('ShardwiseRanker: knows no texts');
  }

  duplicatesOf(): never {
    throw new TypeError('ShardwiseRanker: knows no texts');
  }

  show(): ShowHit {
    return () => {
      throw new TypeError('ShardwiseRanker: shows nothing');
    };
  }

  impactsOf(): never {
    throw new TypeError('ShardwiseRanker: explains nothing');
  }

  close(): void {}
}

/** Equal for queries that the leg cannot tell apart. */
function keyOf(leg: LegName, { terms, vector }: RetrieverQuery): string {
  if (leg === 'bm25') return JSON.stringify(terms.map(({ term, weight, shift = 0 }) => [term, weight, shift]));
  return vector === null ? '' : Buffer.from(vector.buffer, vector.byteOffset, vector.length).toString('latin1');
}

/** The tokenizer that a generation holds, which is not published yet; null where it holds none. */
export function readQueryTokenizer(folder: string, { impacts }: Pick<Manifest, 'impacts'>): Uint8Array | null {
  return impacts?.queryTokens === 'tokenizer' ? readFileSync(join(folder, QUERY_TOKENIZER_FILE)) : null;
}
