import { readAnswerKey } from '../contract/answer-key.ts';
import { StillwebError } from '../errors.ts';
import { storageFault } from '../store/storage-fault.ts';
import { answerFrom } from './answer-from.ts';
import type { AnswerSource } from './answer-source.ts';
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

  async answer(key: string, { deadlineMs, takesNotes }: CallOptions): Promise<WrittenAnswer> {
    const asked = readAnswerKey(key);
    const source = this.#sources.find(({ name }) => name === asked.indexName);
    if (source === undefined) throw new TypeError(`no index ${asked.indexName} in this backend`);
    const endMs = performance.now() + deadlineMs;
    const checkpoint = (): void => {
      if (performance.now() >= endMs) throw late();
    };
    const answer = answerFrom(source, asked, checkpoint, undefined, takesNotes);
    try {
      return await settledBy(answer, deadlineMs);
    } catch (error) {
      throw storageFault(error) ?? error;
    }
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}

/** What waits for something elsewhere looks at no deadline. */
async function settledBy<T>(work: Promise<T>, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), deadlineMs);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}

function late(): StillwebError {
  return new StillwebError('DEADLINE_EXCEEDED', 'the search was not done before its deadline');
}
