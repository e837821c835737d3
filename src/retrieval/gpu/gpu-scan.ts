import { MAX_GPU_DEPTH, MAX_GPU_QUERIES, type ScanHits } from '../../kernel/gpu/scanner.ts';
import type { ExactScan, VectorIndex } from '../exact-scan.ts';
import { FIRST_FACTOR, rankDocuments } from '../rank-documents.ts';
import {
  EMPTY_RANKING,
  type PrepareOptions,
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
  /** Hits of queries that were prepared, by the bytes of the query. */
  readonly #prepared = new Map<string, ScanHits>();

  constructor(index: Pick<VectorIndex, 'documents' | 'isOnePassageEach'>, client: GpuClient, cpu: ExactScan) {
    this.#index = index;
    this.#client = client;
    this.#cpu = cpu;
  }

  prepare(vectors: readonly Int8Array[], { depth, unit, checkpoint }: PrepareOptions): void {
    this.#prepared.clear();
    const passages = unit === 'document' && !this.#index.isOnePassageEach ? depth * FIRST_FACTOR : depth;
    if (passages > MAX_GPU_DEPTH) return;
    const asked = new Map(vectors.filter(saysSomething).map((vector) => [keyOf(vector), vector]));
    const unique = [...asked];
    for (let start = 0; start < unique.length; start += MAX_GPU_QUERIES) {
      const some = unique.slice(start, start + MAX_GPU_QUERIES);
      const joined = new Int8Array(some.length * some[0][1].length);
      for (const [i, [, vector]] of some.entries()) joined.set(vector, i * vector.length);
      const answers = this.#client.ask(joined, passages, checkpoint);
      if (answers === null) return;
      for (const [i, [key]] of some.entries()) this.#prepared.set(key, answers[i]);
    }
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (vector === null || !saysSomething(vector)) return EMPTY_RANKING;
    const { documents, isOnePassageEach } = this.#index;
    let isAnswered = options.accept === null;
    const rank = (depth: number): Ranking => {
      const hits = isAnswered && depth <= MAX_GPU_DEPTH ? this.#find(vector, depth, options.checkpoint) : null;
      if (hits === null) isAnswered = false;
      return hits === null ? EMPTY_RANKING : { passages: hits.rows, scores: Float64Array.from(hits.scores) };
    };
    const isGrouped = options.unit === 'document' && !isOnePassageEach;
    const ranking = isGrouped ? rankDocuments(rank, options.depth, documents) : rank(options.depth);
    return isAnswered ? ranking : this.#cpu.retrieve(query, options);
  }

  #find(vector: Int8Array, depth: number, checkpoint?: () => void): ScanHits | null {
    const known = this.#prepared.get(keyOf(vector));
    if (known === undefined || known.rows.length < Math.min(depth, this.#client.rows)) {
      return this.#client.ask(vector, depth, checkpoint)?.[0] ?? null;
    }
    checkpoint?.();
    return { scores: known.scores.subarray(0, depth), rows: known.rows.subarray(0, depth) };
  }
}

function saysSomething(vector: Int8Array): boolean {
  return vector.some((value) => value !== 0);
}

function keyOf(vector: Int8Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.length).toString('latin1');
}
