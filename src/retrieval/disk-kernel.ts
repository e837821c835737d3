import { vectorsFile } from '../format/file-names.ts';
import { VECTORS_KIND } from '../format/vectors.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import type { VectorKernel } from '../kernel/vector-kernel.ts';
import { RowFile } from '../store/row-file.ts';
import type { VectorMemory } from '../wasm/vector-memory.ts';
import { openRoomKernel } from '../wasm/vector-scan.ts';

/** Scores the vectors of a shard that stay on disk: each call reads those that it compares. The scores are those of any other kernel. */
export class DiskVectorKernel implements VectorKernel {
  readonly #rows: RowFile;
  readonly #dimensions: number;
  readonly #kernel: VectorKernel;
  readonly #room: Uint8Array;

  /** @param memory as of `createRoomMemory` @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED */
  constructor(folder: string, { shard, passages, dimensions, memory }: DiskShard) {
    this.#dimensions = dimensions;
    const { kernel, room } = openRoomKernel(dimensions, memory);
    this.#kernel = kernel;
    this.#room = new Uint8Array(room.buffer, room.byteOffset, room.length);
    const section = { kind: VECTORS_KIND, section: 'vectors', rows: passages, rowBytes: dimensions };
    this.#rows = new RowFile(folder, vectorsFile(shard), section);
  }

  setQuery(query: QueryVector): void {
    this.#kernel.setQuery(query);
  }

  score(start: number, rows: number): Int32Array {
    this.#readRun(start, rows);
    return this.#kernel.score(0, rows);
  }

  scoreRows(rows: Uint32Array, checkpoint?: () => void): Int32Array {
    this.#rows.readRows(rows, this.#room, checkpoint);
    return this.#kernel.score(0, rows.length);
  }

  setQueries(queries: readonly QueryVector[]): void {
    this.#kernel.setQueries(queries);
  }

  scoreBatch(start: number, rows: number): Int32Array {
    this.#readRun(start, rows);
    return this.#kernel.scoreBatch(0, rows);
  }

  #readRun(start: number, rows: number): void {
    this.#rows.readRun(start, this.#room.subarray(0, rows * this.#dimensions));
  }

  close(): void {
    this.#rows.close();
  }
}

interface DiskShard {
  readonly shard: number;
  readonly passages: number;
  readonly dimensions: number;
  readonly memory: VectorMemory | null;
}
