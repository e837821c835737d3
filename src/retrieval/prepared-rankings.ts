import { type AwaitedQuery, hasDirection, type Ranking, type RetrieveOptions } from './retriever.ts';

/** One of several queries that differ, and the vectors of all that are equal to it. */
export interface DistinctQuery extends AwaitedQuery {
  readonly vectors: readonly Int8Array[];
}

/** Rankings of all passages that were computed before they are asked for. They go when the vectors do that they are of. */
export class PreparedRankings {
  readonly #known = new WeakMap<Int8Array, { readonly query: DistinctQuery; readonly ranking: Ranking }>();

  add(query: DistinctQuery, ranking: Ranking): void {
    for (const vector of query.vectors) this.#known.set(vector, { query, ranking });
  }

  /** Null for what was not prepared, or not so. */
  find(vector: Int8Array, { depth, unit, accept }: RetrieveOptions): Ranking | null {
    const known = this.#known.get(vector);
    if (known === undefined || accept !== null || known.query.unit !== unit || known.query.depth < depth) return null;
    const { passages, scores } = known.ranking;
    return { passages: passages.subarray(0, depth), scores: scores.subarray(0, depth) };
  }
}

/** What is to be computed: equal queries once, for the deepest of them; vectors of zeros, which find nothing, not at all. */
export function distinctQueries(queries: readonly AwaitedQuery[]): DistinctQuery[] {
  const distinct = new Map<string, DistinctQuery>();
  for (const query of queries) {
    const { vector, unit, depth } = query;
    if (!hasDirection(vector)) continue;
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.length).toString('latin1');
    const key = `${unit} ${bytes}`;
    const known = distinct.get(key) ?? { ...query, vectors: [] };
    distinct.set(key, { ...known, depth: Math.max(known.depth, depth), vectors: [...known.vectors, vector] });
  }
  return [...distinct.values()];
}
