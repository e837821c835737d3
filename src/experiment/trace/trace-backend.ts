/** A trace in the place of its indexes: every question that it has an answer to is answered again, byte for byte, through any door. */
import { readAnswerKey } from '../../contract/answer-key.ts';
import { StillwebError } from '../../errors.ts';
import type { CallOptions, SearchBackend, ServedIndex } from '../../serving/search-backend.ts';
import type { WrittenAnswer } from '../../serving/written-answer.ts';
import { readTrace } from './read-trace.ts';
import { TraceAnswers } from './trace-answers.ts';
import { answerName } from './trace-line.ts';

export class TraceBackend implements SearchBackend {
  /** Those that were served last in the trace, in their order. */
  readonly indexes: readonly ServedIndex[];
  readonly workers = 1;
  readonly serviceMs = 0;
  readonly #answers: TraceAnswers;
  readonly #inner: SearchBackend | null;
  readonly #idOf: ReadonlyMap<string, string>;

  private constructor(indexes: readonly ServedIndex[], answers: TraceAnswers, inner: SearchBackend | null) {
    this.indexes = indexes;
    this.#answers = answers;
    this.#inner = inner;
    this.#idOf = new Map(indexes.map(({ name, id }) => [name, id]));
  }

  /**
   * @param inner asked for what the trace has no answer to; null to refuse that. It is closed with this
   * @param onCut told the number of the last line where that was cut, and is passed over
   * @throws StillwebError INPUT_MISSING; TRACE_INVALID, also for one that names no index; INDEX_ID_MISMATCH where `inner` serves another index
   */
  static async open(
    path: string,
    inner: SearchBackend | null = null,
    onCut?: (line: number) => void,
  ): Promise<TraceBackend> {
    const answers = new TraceAnswers(path);
    let indexes: ServedIndex[] = [];
    for await (const entry of readTrace(path, (kind) => kind === 'index' || kind === 'answer', { onCut })) {
      if (entry.kind === 'answer') answers.note(entry);
      if (entry.kind !== 'index') continue;
      const { serves, place, description } = entry.index;
      if (place === 0) indexes = [];
      indexes.push({ ...serves, description });
    }
    if (indexes.length === 0) {
      throw new StillwebError('TRACE_INVALID', `${path} names no index: its server ended before one was open`, {
        path,
      });
    }
    if (inner !== null) requireSame(indexes, inner.indexes);
    return new TraceBackend(indexes, answers, inner);
  }

  /** @throws StillwebError TRACE_MISS where nobody has asked this before, and there is no index to ask */
  async answer(key: string, options: CallOptions): Promise<WrittenAnswer> {
    const { indexName, kind } = readAnswerKey(key);
    const name = answerName(this.#idOf.get(indexName) ?? '', key);
    if (this.#answers.has(name)) return await this.#answers.answer(name);
    if (this.#inner !== null) return await this.#inner.answer(key, options);
    const what = `the trace has no answer to this ${kind}: nobody asked it when it was recorded`;
    throw new StillwebError('TRACE_MISS', what, { index: indexName, kind });
  }

  /** Only of an index that stands behind the trace, which is the same. */
  get inspect(): SearchBackend['inspect'] {
    const inner = this.#inner;
    if (inner?.inspect === undefined) return undefined;
    const inspect = inner.inspect.bind(inner);
    return (index) => inspect(inner.indexes.find(({ name }) => name === index.name) ?? index);
  }

  async close(): Promise<void> {
    await this.#answers.close();
    await this.#inner?.close();
  }
}

/** Answers of two indexes may not stand in one experiment. */
function requireSame(recorded: readonly ServedIndex[], served: readonly ServedIndex[]): void {
  for (const { name, id } of recorded) {
    const other = served.find((index) => index.name === name);
    if (other?.id === id) continue;
    const what = other === undefined ? 'is not among the directories' : `is ${other.id} there`;
    throw new StillwebError('INDEX_ID_MISMATCH', `the trace was recorded over ${name}@${id}, which ${what}`, {
      name,
      expected: id,
      served: other?.id ?? null,
    });
  }
}
