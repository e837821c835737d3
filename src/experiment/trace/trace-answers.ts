/** The answers of a trace by their names, read from its file when they are asked for: their bodies need no memory. */
import { StillwebError } from '../../errors.ts';
import type { WrittenAnswer } from '../../serving/written-answer.ts';
import { readAnswer, type TraceEntry } from './trace-entry.ts';
import { answerOf, type TraceAnswer } from './trace-line.ts';
import { type LinePlace, TraceLines } from './trace-lines.ts';

export class TraceAnswers {
  readonly #path: string;
  readonly #places = new Map<string, LinePlace>();
  readonly #lines: TraceLines;

  constructor(path: string) {
    this.#path = path;
    this.#lines = new TraceLines(path);
  }

  get size(): number {
    return this.#places.size;
  }

  /** Of several of one name the first stands: a later one shows that the server was not deterministic. */
  note({ answer, place }: Extract<TraceEntry, { kind: 'answer' }>): void {
    if (!this.#places.has(answer.answer)) this.#places.set(answer.answer, place);
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  /** @throws StillwebError TRACE_INVALID for a name that no line of the trace has, STORAGE_FAILED */
  async read(name: string): Promise<{ readonly told: TraceAnswer; readonly body: Uint8Array | null }> {
    const place = this.#places.get(name);
    if (place === undefined) {
      const message = `${this.#path} has a call whose answer ${name} it does not hold: a line is missing`;
      throw new StillwebError('TRACE_INVALID', message, { path: this.#path, answer: name });
    }
    const { answer: told, body } = readAnswer(await this.#lines.read(place));
    return { told, body };
  }

  /** As a backend gives it. @throws StillwebError that which was answered, STORAGE_FAILED */
  async answer(name: string): Promise<WrittenAnswer> {
    const { told, body } = await this.read(name);
    return answerOf(told, body);
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}
