import { PASSAGES_FILE, vectorsFile } from '../../src/format/file-names.ts';
import { firstPassagesOf } from '../../src/format/manifest.ts';
import { PASSAGES_KIND } from '../../src/format/passages.ts';
import { VECTORS_KIND } from '../../src/format/vectors.ts';
import { FloatRows } from '../../src/store/float-rows.ts';
import { SectionFileReader } from '../../src/store/section-file-reader.ts';
import type { PassageRange } from '../segment/passage.ts';

/** A generation whose vectors are those that the encoder of a build would give to the same passages. */
export interface FormerVectorsPlace {
  /** Of the generation. */
  readonly folder: string;
  /** Passages of each shard, in order. */
  readonly shards: readonly number[];
  readonly dimensions: number;
  /** Whether it has them unrounded too. */
  readonly hasFloats: boolean;
}

/** Reads vectors of a former generation instead of computing them. Equal title, text and cut are equal vectors. */
export class FormerVectors {
  readonly #passages: SectionFileReader;
  readonly #vectors: readonly SectionFileReader[];
  readonly #floats: FloatRows | null;
  readonly #firstPassages: readonly number[];
  readonly #dimensions: number;

  /** @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED */
  constructor({ folder, shards, dimensions, hasFloats }: FormerVectorsPlace) {
    this.#passages = new SectionFileReader(folder, PASSAGES_FILE, PASSAGES_KIND);
    this.#vectors = shards.map((_, shard) => new SectionFileReader(folder, vectorsFile(shard), VECTORS_KIND));
    this.#floats = hasFloats ? new FloatRows(folder, shards, dimensions) : null;
    this.#firstPassages = firstPassagesOf(shards);
    this.#dimensions = dimensions;
  }

  /**
   * The number of the first passage of a document.
   *
   * @param passages as the text is cut now
   * @returns null where it was cut in another way
   */
  find(document: number, passages: readonly PassageRange[]): number | null {
    const [first, behind] = this.#numbers('first', document, 2);
    if (behind - first !== passages.length) return null;
    const starts = this.#numbers('start', first, passages.length);
    const ends = this.#numbers('end', first, passages.length);
    const isAlike = passages.every(({ start, end }, i) => starts[i] === start && ends[i] === end);
    return isAlike ? first : null;
  }

  #numbers(section: string, from: number, count: number): Uint32Array {
    const numbers = new Uint32Array(count);
    this.#passages.readAt(new Uint8Array(numbers.buffer), this.#passages.section(section).offset + from * 4);
    return numbers;
  }

  /** What reads the vector of a passage, and what reads it unrounded, where that is kept. */
  reading(passage: number): { vector: () => Int8Array; floats?: () => Float32Array } {
    const floats = this.#floats;
    const vector = () => this.#readVector(passage);
    return floats === null ? { vector } : { vector, floats: () => floats.read(Uint32Array.of(passage)) };
  }

  close(): void {
    this.#passages.close();
    for (const file of this.#vectors) file.close();
    this.#floats?.close();
  }

  #readVector(passage: number): Int8Array {
    const shard = this.#firstPassages.findLastIndex((first) => first <= passage);
    const file = this.#vectors[shard];
    const vector = new Int8Array(this.#dimensions);
    file.readAt(vector, file.section('vectors').offset + (passage - this.#firstPassages[shard]) * this.#dimensions);
    return vector;
  }
}
