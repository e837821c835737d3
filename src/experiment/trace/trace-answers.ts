/** The answers of a trace by their names, read from its file when they are asked for: their bodies need no memory. */
import { type FileHandle, open } from 'node:fs/promises';
import { StillwebError } from '../../errors.ts';
import type { WrittenAnswer } from '../../serving/written-answer.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { unpackTrace } from './packed-trace.ts';
import type { TraceEntry } from './read-trace.ts';
import { answerOf, type TraceAnswer, takeApart } from './trace-line.ts';

type AnswerPlace = Extract<TraceEntry, { kind: 'answer' }>['place'];

export class TraceAnswers {
  readonly #path: string;
  readonly #places = new Map<string, AnswerPlace>();
  /** Opened once, however many read at first. */
  #file: Promise<OpenedTrace> | null = null;

  constructor(path: string) {
    this.#path = path;
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
    const line = Buffer.alloc(place.length);
    try {
      this.#file ??= openTrace(this.#path);
      await (await this.#file).handle.read(line, 0, place.length, place.start);
    } catch (error) {
      throw storageFault(error) ?? error;
    }
    return takeApart(line, JSON.parse(line.toString('utf8')));
  }

  /** As a backend gives it. @throws StillwebError that which was answered, STORAGE_FAILED */
  async answer(name: string): Promise<WrittenAnswer> {
    const { told, body } = await this.read(name);
    return answerOf(told, body);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    const opened = await file;
    await opened?.handle.close();
    await opened?.remove();
  }
}

interface OpenedTrace {
  readonly handle: FileHandle;
  /** What was unpacked for it. */
  remove(): Promise<void>;
}

async function openTrace(packed: string): Promise<OpenedTrace> {
  const { path, remove } = await unpackTrace(packed);
  try {
    return { handle: await open(path), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
