import { floatsFile } from '../format/file-names.ts';
import { firstPassagesOf } from '../format/manifest.ts';
import { FLOAT_BYTES, FLOATS_KIND } from '../format/vectors.ts';
import { SectionFileReader } from './section-file-reader.ts';

/** Reads vectors of float32 from the files of an index, a row at a time: few are wanted of many. */
export class FloatRows {
  readonly #files: readonly SectionFileReader[];
  readonly #firstPassages: readonly number[];
  readonly #dimensions: number;

  /**
   * @param shards passages of each, in order
   * @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED
   */
  constructor(folder: string, shards: readonly number[], dimensions: number) {
    this.#files = shards.map((_, shard) => new SectionFileReader(folder, floatsFile(shard), FLOATS_KIND));
    this.#firstPassages = firstPassagesOf(shards);
    this.#dimensions = dimensions;
    for (const [shard, passages] of shards.entries()) {
      this.#files[shard].section('floats', passages * dimensions * FLOAT_BYTES);
    }
  }

  /** Of the passages, row after row. */
  read(passages: Uint32Array): Float32Array {
    const rows = new Float32Array(passages.length * this.#dimensions);
    const rowBytes = this.#dimensions * FLOAT_BYTES;
    for (const [i, passage] of passages.entries()) {
      const shard = this.#firstPassages.findLastIndex((first) => first <= passage);
      const file = this.#files[shard];
      const start = file.section('floats').offset + (passage - this.#firstPassages[shard]) * rowBytes;
      file.readAt(new Uint8Array(rows.buffer, i * rowBytes, rowBytes), start);
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
