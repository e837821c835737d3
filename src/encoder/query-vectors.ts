/** Texts whose vectors are kept; at 384 dimensions and 200 characters each some 8 MB. */
const MOST_QUERIES = 4096;
/** Longer texts are not asked twice. */
const MOST_CODE_UNITS = 2048;

/** Remembers the vectors of the queries of late: the one asked for longest ago goes first. What it answers depends on nothing that it forgot. */
export class QueryVectors {
  readonly #units = new Map<string, Float32Array>();

  get(text: string): Float32Array | undefined {
    const unit = this.#units.get(text);
    if (unit === undefined) return undefined;
    this.#units.delete(text);
    this.#units.set(text, unit);
    return unit;
  }

  set(text: string, unit: Float32Array): void {
    if (text.length > MOST_CODE_UNITS) return;
    if (this.#units.size >= MOST_QUERIES) this.#units.delete(this.#units.keys().next().value!);
    this.#units.set(text, unit);
  }
}
