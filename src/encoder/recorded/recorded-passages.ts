import { basename } from 'node:path';
import { StillwebError } from '../../errors.ts';
import type { PlacedPassage } from '../encoder.ts';
import type { NamedVectors } from './named-vectors.ts';
import type { MissingVectors } from './recorded-source.ts';
import { passageName } from './row-names.ts';

/** Vectors of passages that somebody has computed: by id, by id and number, or by text. */
export class RecordedPassages {
  readonly vectors: NamedVectors;
  readonly #missing: MissingVectors;

  /** @param missing what a passage without a vector gets */
  constructor(vectors: NamedVectors, missing: MissingVectors) {
    this.vectors = vectors;
    this.#missing = missing;
  }

  /** The vectors of passages, zeros for an empty text. @throws StillwebError VECTOR_MISSING, ENCODER_DAMAGED */
  read(passages: readonly PlacedPassage[]): (Int8Array | Float32Array)[] {
    const missing: PlacedPassage[] = [];
    const vectors = passages.map((passage) => {
      const row = this.#rowOf(passage);
      if (row !== undefined) return this.vectors.read(row);
      // An empty text says nothing to any encoder.
      if (passage.text.trim() !== '') missing.push(passage);
      return this.zeros();
    });
    if (missing.length === 0 || this.#missing === 'zeros') return vectors;
    const [{ id, number, of }] = missing;
    const { path } = this.vectors;
    const which = `passage ${number} of ${JSON.stringify(id)}, which has ${of}`;
    const message = `${path} has no vector for ${missing.length} of ${passages.length} passages, such as ${which}`;
    const facts = { file: basename(path), missing: missing.length, of: passages.length, id, passage: number };
    throw new StillwebError('VECTOR_MISSING', message, facts);
  }

  zeros(): Int8Array | Float32Array {
    const { isInt8, dimensions } = this.vectors;
    return isInt8 ? new Int8Array(dimensions) : new Float32Array(dimensions);
  }

  #rowOf({ id, number, of, text }: PlacedPassage): number | undefined {
    const { kind, rows } = this.vectors.names;
    if (kind === 'text') return rows.get(text.toWellFormed());
    if (kind === 'passage') return rows.get(passageName(id, number));
    // The vector of a whole document is none of its parts.
    return of === 1 ? rows.get(id) : undefined;
  }
}
