import { floatsFile } from '../format/file-names.ts';
import { firstPassagesOf } from '../format/manifest.ts';
import { FLOAT_BYTES, FLOATS_KIND } from '../format/vectors.ts';
import { RowFile } from './row-file.ts';

/** Reads vectors of float32 from the files of an index, a row at a time: few are wanted of many. */
export class FloatRows {
  readonly #files: readonly RowFile[];
  readonly #firstPassages: readonly number[];
  readonly #dimensions: number;

  /**
   * @param shards passages of each, in order
   * @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED
   */
  constructor(folder: string, shards: readonly number[], dimensions: number) {
    const rowBytes = dimensions * FLOAT_BYTES;
    this.#files = shards.map(
      (rows, shard) => new RowFile(folder, floatsFile(shard), { kind: FLOATS_KIND, section: 'floats', rows, rowBytes }),
    );
    this.#firstPassages = firstPassagesOf(shards);
    this.#dimensions = dimensions;
  }

  /** Of the passages, row after row. */
  read(passages: Uint32Array): Float32Array {
    const rows = new Float32Array(passages.length * this.#dimensions);
    const rowBytes = this.#dimensions * FLOAT_BYTES;
    for (const [i, passage] of passages.entries()) {
      const shard = this.#firstPassages.findLastIndex((first) => first <= passage);
      const target = new Uint8Array(rows.buffer, i * rowBytes, rowBytes);
      this.#files[shard].readRun(passage - this.#firstPassages[shard], target);
    }
    return rows;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}

/** Those of an index; null where it keeps int8 alone. */
export function openFloatRows(
  folder: string,
  {
    encoder,
    counts,
  }: { encoder: { dimensions: number; precision?: string } | null; counts: { shards: readonly number[] } },
): FloatRows | null {
  return encoder?.precision === undefined ? null : new FloatRows(folder, counts.shards, encoder.dimensions);
}
