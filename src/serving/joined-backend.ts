import { readAnswerKey } from '../contract/answer-key.ts';
import type { IndexCheckReport } from '../contract/index-check.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import { StillwebError } from '../errors.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** Several backends as one: each index is answered by the one that has it. */
export class JoinedBackend implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly workers: number;
  readonly #parts: readonly SearchBackend[];

  /**
   * @param parts closed with this
   * @param order of each index, as they are served, the number of its part
   * @throws StillwebError SETTING_INVALID for two indexes of one name
   */
  constructor(parts: readonly SearchBackend[], order: readonly number[]) {
    const next = parts.map(() => 0);
    this.#parts = parts;
    this.indexes = order.map((part) => parts[part].indexes[next[part]++]);
    const names = this.indexes.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) {
      throw new StillwebError('SETTING_INVALID', `two of the served indexes have the name ${twice}`, { names });
    }
    this.workers = parts.reduce((sum, { workers }) => sum + workers, 0);
  }

  /** Of the slowest of them: who waits for any of them waits no longer. */
  get serviceMs(): number {
    return Math.max(...this.#parts.map(({ serviceMs }) => serviceMs));
  }

  get workerRestarts(): number {
    return this.#parts.reduce((sum, { workerRestarts = 0 }) => sum + workerRestarts, 0);
  }

  answer(key: string, options: CallOptions): Promise<WrittenAnswer> {
    return this.#partOf(readAnswerKey(key).indexName).answer(key, options);
  }

  /** Absent where none of them can. */
  get inspect(): SearchBackend['inspect'] {
    if (this.#parts.every(({ inspect }) => inspect === undefined)) return undefined;
    return async (index): Promise<IndexInspection | null> => (await this.#partOf(index.name).inspect?.(index)) ?? null;
  }

  /** Absent where none of them can. */
  get check(): SearchBackend['check'] {
    if (this.#parts.every(({ check }) => check === undefined)) return undefined;
    return async (index): Promise<IndexCheckReport> => {
      const part = this.#partOf(index.name);
      if (part.check !== undefined) return part.check(index);
      throw new StillwebError('UNSUPPORTED', `what answers for ${index.name} has no files to check`, {
        index: index.name,
      });
    };
  }

  #partOf(name: string): SearchBackend {
    const part = this.#parts.find(({ indexes }) => indexes.some((index) => index.name === name));
    if (part === undefined) throw new TypeError(`no index ${name} in this backend`);
    return part;
  }

  async close(): Promise<void> {
    for (const part of this.#parts) await part.close();
  }
}
