import { MAX_GPU_DEPTH, type ScanHits } from '../../kernel/gpu/scanner.ts';
import type { ExactScan, VectorIndex } from '../exact-scan.ts';
import { type DistinctQuery, distinctQueries } from '../prepared-rankings.ts';
import { FIRST_FACTOR, rankDocuments } from '../rank-documents.ts';
import {
  type AwaitedQuery,
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
} from '../retriever.ts';
import type { GpuClient } from './gpu-client.ts';

/**
 * The exact scan on a GPU, and on the CPU where that is not possible, with the same answers: with a filter, deeper than
 * MAX_GPU_DEPTH, and when the GPU is gone.
 */
export class GpuScan implements Retriever {
  readonly leg = 'dense';
  readonly #index: Pick<VectorIndex, 'documents' | 'isOnePassageEach'>;
  readonly #client: GpuClient;
  readonly #cpu: ExactScan;
  /** Hits of what was prepared, by the vector asked with; null where the GPU gave no answer. */
  readonly #prepared = new WeakMap<Int8Array, ScanHits | null>();

  constructor(index: Pick<VectorIndex, 'documents' | 'isOnePassageEach'>, client: GpuClient, cpu: ExactScan) {
    this.#index = index;
    this.#client = client;
    this.#cpu = cpu;
  }

  prepare(queries: readonly AwaitedQuery[], checkpoint?: () => void): void {
    const byDepth = new Map<number, DistinctQuery[]>();
    for (const query of distinctQueries(queries)) {
      const passages = this.#isGrouped(query) ? query.depth * FIRST_FACTOR : query.depth;
      byDepth.set(passages, [...(byDepth.get(passages) ?? []), query]);
    }
    const left: AwaitedQuery[] = [];
    for (const [passages, some] of byDepth) {
      if (!this.#askTogether(some, passages, checkpoint)) left.push(...some.flatMap(splitEqual));
    }
    if (left.length > 0) this.#cpu.prepare(left, checkpoint);
  }

  /** Whether the GPU answered. */
  #askTogether(queries: readonly DistinctQuery[], depth: number, checkpoint?: () => void): boolean {
    if (depth > MAX_GPU_DEPTH) return false;
    const { length } = queries[0].vector;
    const joined = new Int8Array(queries.length * length);
    for (const [i, { vector }] of queries.entries()) joined.set(vector, i * length);
    const answers = this.#client.ask(joined, depth, checkpoint);
    for (const [i, { vectors }] of queries.entries()) {
      for (const vector of vectors) this.#prepared.set(vector, answers?.[i] ?? null);
    }
    return answers !== null;
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (!hasDirection(vector)) return EMPTY_RANKING;
    let isAnswered = options.accept === null;
    const rank = (depth: number): Ranking => {
      const hits = isAnswered && depth <= MAX_GPU_DEPTH ? this.#find(vector, depth, options.checkpoint) : null;
      if (hits === null) isAnswered = false;
      return hits === null ? EMPTY_RANKING : { passages: hits.rows, scores: Float64Array.from(hits.scores) };
    };
    const ranking = this.#isGrouped(options)
      ? rankDocuments(rank, options.depth, this.#index.documents)
      : rank(options.depth);
    return isAnswered ? ranking : this.#cpu.retrieve(query, options);
  }

  close(): void {
    this.#cpu.close();
  }

  #isGrouped({ unit }: Pick<RetrieveOptions, 'unit'>): boolean {
    return unit === 'document' && !this.#index.isOnePassageEach;
  }

  #find(vector: Int8Array, depth: number, checkpoint?: () => void): ScanHits | null {
    const known = this.#prepared.get(vector);
    if (known === null) return null;
    if (known === undefined || known.rows.length < Math.min(depth, this.#client.rows)) {
      return this.#client.ask(vector, depth, checkpoint)?.[0] ?? null;
    }
    checkpoint?.();
    return { scores: known.scores.subarray(0, depth), rows: known.rows.subarray(0, depth) };
  }
}

function splitEqual({ vectors, ...query }: DistinctQuery): AwaitedQuery[] {
  return vectors.map((vector) => ({ ...query, vector }));
}
