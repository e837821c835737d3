import { readAnswerKey } from '../contract/answer-key.ts';
import { StillwebError } from '../errors.ts';
import { type AnswerSource, answerFrom } from './answer-source.ts';
import type { CallOptions, SearchBackend, ServedIndex } from './search-backend.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** A source that is closed with its backend. */
export interface ClosableSource extends AnswerSource {
  close(): void | Promise<void>;
}

/**
 * Answers in the thread that asks: for a program that searches for itself, and for engines elsewhere, whose answers are waited
 * for and not computed. A local index keeps the thread busy while it is searched.
 */
export class InThreadBackend implements SearchBackend {
  readonly indexes: readonly ServedIndex[];
  readonly workers = 1;
  readonly serviceMs = 0;
  readonly #sources: readonly ClosableSource[];

  /** @param indexes what is said of each source, in the same order and under the same names */
  constructor(indexes: readonly ServedIndex[], sources: readonly ClosableSource[]) {
    this.indexes = indexes;
    this.#sources = sources;
  }

  async answer(key: string, { deadlineMs }: CallOptions): Promise<WrittenAnswer> {
    const asked = readAnswerKey(key);
    const source = this.#sources.find(({ name }) => name === asked.indexName);
    if (source === undefined) throw new TypeError(`no index ${asked.indexName} in this backend`);
    const endMs = performance.now() + deadlineMs;
    return await answerFrom(source, asked, () => {
      if (performance.now() < endMs) return;
      throw new StillwebError('DEADLINE_EXCEEDED', 'the search was not done before its deadline');
    });
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}
