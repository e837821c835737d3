/**
 * Remembers what was computed of late, under texts: the one asked for longest ago goes first. What it answers depends on nothing
 * that it forgot.
 */
export class RecentValues<Value extends {}> {
  readonly #values = new Map<string, Value>();
  readonly #most: number;

  /** @param most values that are kept, 1 or more */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    if (this.#values.size >= this.#most) this.#values.delete(this.#values.keys().next().value!);
    this.#values.set(key, value);
  }
}
