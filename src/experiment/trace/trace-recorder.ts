/** What is written of each call, and when: the answer's line with the first call that it answers, and both before the caller has it. */
import { hash } from 'node:crypto';
import { ERROR_CATALOGUE, StillwebError } from '../../errors.ts';
import { MAX_TRACED_ANSWERS } from '../../limits.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import type { WrittenAnswer } from '../../serving/written-answer.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { TraceFile } from './trace-file.ts';
import {
  answerName,
  TRACE_VERSION,
  type TraceAnswer,
  type TraceCall,
  type TraceHead,
  type TraceIndex,
  writeAnswerLine,
} from './trace-line.ts';

/** What is known of a call before it is recorded. */
export type RecordedCall = Omit<
  TraceCall,
  'call' | 'time' | 'status' | 'error' | 'answer' | 'bytes' | 'hits' | 'opened'
>;

export type Outcome = { readonly answer: WrittenAnswer } | { readonly error: unknown };

export class TraceRecorder {
  readonly #file: TraceFile;
  /** Digests of the answers whose lines are written, by their names. */
  readonly #written = new Map<string, string>();
  readonly #mostAnswers: number;
  #calls: number;
  /** Calls that could not be recorded, and so were not answered. */
  lost = 0;

  private constructor(file: TraceFile, calls: number, mostAnswers: number) {
    this.#mostAnswers = mostAnswers;
    this.#file = file;
    this.#calls = calls;
  }

  /**
   * @param experiment what is done to calls, as it was declared; undefined for nothing
   * @throws StillwebError STORAGE_FAILED, TRACE_IN_USE
   */
  static async open(path: string, experiment?: unknown, mostAnswers = MAX_TRACED_ANSWERS): Promise<TraceRecorder> {
    const file = await TraceFile.open(path);
    const last = await file.findLast((line) => line.subarray(0, 8).toString('latin1') === '{"call":');
    const calls = last === null ? 0 : (JSON.parse(last.toString('utf8')) as TraceCall).call;
    const recorder = new TraceRecorder(file, calls, mostAnswers);
    const head: TraceHead = {
      trace: TRACE_VERSION,
      software: `stillweb ${SOFTWARE_VERSION}`,
      started: new Date().toISOString(),
      ...(experiment !== undefined && { experiment }),
    };
    await file.append([Buffer.from(JSON.stringify(head))]);
    return recorder;
  }

  get path(): string {
    return this.#file.path;
  }

  /** Calls recorded, those of earlier servers in the same file too. */
  get calls(): number {
    return this.#calls;
  }

  async serve(indexes: readonly ServedIndex[]): Promise<void> {
    const lines = indexes.map(
      ({ name, id, description }, place): TraceIndex => ({ serves: { name, id }, place, description }),
    );
    await this.#file.append(lines.map((line) => Buffer.from(JSON.stringify(line))));
  }

  /**
   * @param key null for a request that came to no question
   * @returns when both lines are with the system
   * @throws StillwebError STORAGE_FAILED: the answer must not be sent then
   */
  async add(call: RecordedCall, key: string | null, outcome: Outcome): Promise<void> {
    const known = key === null || call.index === null ? null : this.#answer(call.index.id, key, outcome);
    const code = 'error' in outcome ? codeOf(outcome.error) : null;
    const notes = 'answer' in outcome ? outcome.answer.notes : undefined;
    const { ms, request, session, step, aside, door, kind, index, asked, context, declared, treated, sent } = call;
    const line: TraceCall = {
      call: ++this.#calls,
      time: new Date().toISOString(),
      ms: Math.round(ms * 1000) / 1000,
      ...{ request, session, step, aside, door, kind, index, asked, context, declared, treated },
      ...{ hits: notes?.hits, opened: notes?.opened },
      status: code === null ? 200 : ERROR_CATALOGUE[code].http,
      error: code,
      answer: known?.name ?? null,
      bytes: 'answer' in outcome ? outcome.answer.body.length : 0,
      sent,
    };
    const lines = known?.line == null ? [] : [known.line];
    try {
      await this.#file.append([...lines, Buffer.from(JSON.stringify(line))]);
    } catch (error) {
      this.lost++;
      if (known !== null) this.#written.delete(known.name);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** @returns null for an outcome that the key does not determine; `line` is null where it is written already */
  #answer(
    index: string,
    key: string,
    outcome: Outcome,
  ): { readonly name: string; readonly line: Uint8Array | null } | null {
    const error = 'error' in outcome ? refusalOf(outcome.error) : null;
    if ('error' in outcome && error === null) return null;
    const answer = 'answer' in outcome ? outcome.answer : null;
    const name = answerName(index, key);
    const digest = hash('sha256', answer?.body ?? JSON.stringify(error), 'base64');
    if (this.#written.get(name) === digest) return { name, line: null };
    // A repeated line costs bytes and misleads nobody.
    if (this.#written.size >= this.#mostAnswers) this.#written.clear();
    this.#written.set(name, digest);
    const told: TraceAnswer = {
      answer: name,
      index,
      key,
      hits: answer?.hits ?? null,
      notes: answer?.notes,
      mediaType: answer?.mediaType,
      error: error ?? undefined,
      bytes: answer?.body.length ?? 0,
    };
    return { name, line: writeAnswerLine(told, answer?.body ?? null) };
  }
}

/** What the caller can mend is what the key determines; what waiting mends is not. */
function refusalOf(error: unknown): TraceAnswer['error'] | null {
  if (!(error instanceof StillwebError) || error.entry.http >= 500 || error.entry.retry === 'later') return null;
  const { code, message, facts } = error;
  return { code, message, facts };
}

function codeOf(error: unknown): StillwebError['code'] {
  return error instanceof StillwebError ? error.code : 'INTERNAL';
}
