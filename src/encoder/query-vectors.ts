import { RecentValues } from './recent-values.ts';

/** Texts whose vectors are kept; at 384 dimensions and 200 characters each some 8 MB. */
const MOST_QUERIES = 4096;
/** Longer texts are not asked twice. */
const MOST_CODE_UNITS = 2048;

/** Remembers the vectors of the queries of late. */
export class QueryVectors {
  readonly #units = new RecentValues<Float32Array>(MOST_QUERIES);

  get(text: string): Float32Array | undefined {
    return this.#units.get(text);
  }

  set(text: string, unit: Float32Array): void {
    if (text.length <= MOST_CODE_UNITS) this.#units.set(text, unit);
  }
}
