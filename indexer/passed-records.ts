/** Kinds that are told apart: a hostile archive may have a type of its own in every record. */
const MAX_KINDS = 100;
const OTHERS = 'others';

/** Counts what readers pass over, by what it is. */
export class PassedRecords {
  readonly #counts = new Map<string, number>();

  count(what: string): void {
    const kind = this.#counts.has(what) || this.#counts.size < MAX_KINDS ? what : OTHERS;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** All of them, as a fact of an error; nothing where there are none. */
  sum(): { passed?: number } {
    const sum = [...this.#counts.values()].reduce((total, count) => total + count, 0);
    return sum === 0 ? {} : { passed: sum };
  }

  /** In code-unit order of the kinds. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
