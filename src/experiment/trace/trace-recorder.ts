/** What is written of each call, and when: the answer's line with the first call that it answers, and both before the caller has it. */
import { ERROR_CATALOGUE, StillwebError } from '../../errors.ts';
import { MAX_TRACED_CHARACTERS } from '../../limits.ts';
import { answerDigest } from '../../serving/answer-digest.ts';
import type { CallOutcome, KnownOfAnswer } from '../../serving/conductor.ts';
import type { ServedIndex } from '../../serving/search-backend.ts';
import type { AnswerNotes } from '../../serving/written-answer.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { type KnownAnswer, KnownAnswers } from './known-answers.ts';
import { type LinePiece, TraceFile } from './trace-file.ts';
import {
  answerName,
  kindOfLine,
  LINE_BEGINNINGS,
  type ToldMembers,
  TRACE_VERSION,
  type TraceAnswer,
  type TraceCall,
  type TraceHead,
  type TraceIndex,
  type UnwrittenCall,
  writeAnswerLine,
  writeCallLine,
  writeToldMembers,
} from './trace-line.ts';

/** What is known of a call before it is recorded. */
export type RecordedCall = Omit<TraceCall, 'call' | 'time' | 'sent' | keyof ToldMembers> & {
  /** JSON of it. */
  readonly sent?: string;
};

export class TraceRecorder {
  readonly #file: TraceFile;
  /** Those whose lines are written. */
  readonly #known: KnownAnswers;
  readonly #indexTexts = new WeakMap<object, string>();
  #calls: number;
  #nowMs = Number.NaN;
  #now = '';
  /** The write that what is added now goes with, and how many calls do. */
  #writing: Promise<void> | null = null;
  #gathered = { calls: 0 };
  /** Calls that could not be recorded, and so were not answered. */
  lost = 0;

  private constructor(file: TraceFile, calls: number, mostCharacters: number) {
    this.#known = new KnownAnswers(mostCharacters);
    this.#file = file;
    this.#calls = calls;
  }

  /**
   * @param experiment what is done to calls, as it was declared; undefined for nothing
   * @throws StillwebError STORAGE_FAILED, TRACE_IN_USE; TRACE_INVALID for a file that is no trace, of which nothing is changed
   */
  static async open(
    path: string,
    experiment?: unknown,
    mostCharacters = MAX_TRACED_CHARACTERS,
  ): Promise<TraceRecorder> {
    const file = await TraceFile.open(path, LINE_BEGINNINGS.head);
    const last = await file.findLast((line) => kindOfLine(line) === 'call');
    const calls = last === null ? 0 : numberOf(last);
    if (calls === null) {
      await file.close();
      throw new StillwebError('TRACE_INVALID', `the last call of ${path} is no line that a server writes`, { path });
    }
    const recorder = new TraceRecorder(file, calls, mostCharacters);
    const head: TraceHead = {
      trace: TRACE_VERSION,
      software: `stillweb ${SOFTWARE_VERSION}`,
      started: new Date().toISOString(),
      ...(experiment !== undefined && { experiment }),
    };
    await file.append([lineOf(head)]);
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
    await this.#file.append(lines.map(lineOf));
  }

  /**
   * @param key null for a request that came to no question
   * @returns when both lines are with the system
   * @throws StillwebError STORAGE_FAILED: the answer must not be sent then
   */
  add(call: RecordedCall, key: string | null, outcome: CallOutcome): Promise<void> {
    const { index, asked } = call;
    const known = key === null || index === null ? null : this.#answer(index.id, key, outcome);
    const shown = 'shown' in outcome ? outcome.shown : undefined;
    // What is shown of an answer is of the call; what is fetched stands with the answer.
    const told =
      shown === undefined
        ? (known?.told ?? writeToldMembers(toldOf(outcome, null)))
        : writeToldMembers({ ...toldOf(outcome, nameOf(call, key)), hits: shown.hits });
    const before = known?.before;
    const members: UnwrittenCall = {
      call: ++this.#calls,
      time: this.#time(),
      ms: Math.round(call.ms * 1000) / 1000,
      request: call.request,
      session: call.session,
      step: call.step,
      aside: call.aside,
      door: call.door,
      kind: call.kind,
      index: index === null ? 'null' : this.#indexText(index),
      asked: before === undefined ? JSON.stringify(asked) : before.requestText(asked),
      context: call.context,
      declared: call.declared,
      treated: call.treated,
      joint: call.joint,
      sent: call.sent,
    };
    const line = writeCallLine(members, told);
    const written = this.#file.append(known?.line === undefined ? [line] : [...known.line, line]);
    if (written !== this.#writing) this.#follow(written);
    this.#gathered.calls++;
    return written;
  }

  /** Calls that are written together are lost together, with the answers among their lines. */
  #follow(writing: Promise<void>): void {
    const gathered = { calls: 0 };
    this.#writing = writing;
    this.#gathered = gathered;
    writing.catch(() => {
      this.lost += gathered.calls;
      this.#known.clear();
    });
  }

  /** The time of the machine: RFC 3339, UTC. The text of a millisecond is made once. */
  #time(): string {
    const now = Date.now();
    if (now !== this.#nowMs) {
      this.#nowMs = now;
      this.#now = new Date(now).toISOString();
    }
    return this.#now;
  }

  /** The text of an index is made once. */
  #indexText(index: NonNullable<RecordedCall['index']>): string {
    const { name, id } = index;
    let text = this.#indexTexts.get(index);
    if (text === undefined) {
      text = JSON.stringify({ name, id });
      this.#indexTexts.set(index, text);
    }
    return text;
  }

  /** What is known of the answer to a key. */
  known(index: string, key: string): KnownOfAnswer | undefined {
    return this.#known.find(index, key);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** @returns null for an outcome that the key does not determine; `before`: the same was answered, and its line is written */
  #answer(
    index: string,
    key: string,
    outcome: CallOutcome,
  ): { readonly told: string; readonly before?: KnownAnswer; readonly line?: readonly LinePiece[] } | null {
    const error = 'error' in outcome ? refusalOf(outcome.error) : null;
    if ('error' in outcome && error === null) return null;
    const answer = 'answer' in outcome ? outcome.answer : null;
    const body = answer?.body ?? Buffer.from(JSON.stringify(error));
    const before = this.#known.find(index, key);
    if (before?.isSame(body) === true) return { told: before.told, before };
    // A line that is repeated costs bytes and misleads nobody.
    const digest = answer?.digest ?? answerDigest(index, key);
    const name = answerName(index, key, digest);
    const told = writeToldMembers(toldOf(outcome, name));
    this.#known.add(index, key, { told, digest, notes: withoutLegs(answer?.notes) }, body);
    const line: TraceAnswer = {
      answer: name,
      index,
      key,
      hits: answer?.hits ?? null,
      notes: answer?.notes,
      mediaType: answer?.mediaType,
      error: error ?? undefined,
      bytes: answer?.body.length ?? 0,
    };
    return { told, line: writeAnswerLine(line, answer?.body ?? null) };
  }
}

/** They stand in the line of the answer, and no later call asks for them. */
function withoutLegs(notes: AnswerNotes | undefined): AnswerNotes | undefined {
  if (notes?.legs === undefined) return notes;
  const { legs: _, ...kept } = notes;
  return kept;
}

function nameOf({ index }: RecordedCall, key: string | null): string | null {
  return index === null || key === null ? null : answerName(index.id, key);
}

/** @param answer its name */
function toldOf(outcome: CallOutcome, answer: string | null): ToldMembers {
  const code = 'error' in outcome ? codeOf(outcome.error) : null;
  const { body, notes } = 'answer' in outcome ? outcome.answer : {};
  return {
    hits: notes?.hits,
    opened: notes?.opened,
    status: code === null ? 200 : ERROR_CATALOGUE[code].http,
    error: code,
    answer,
    bytes: body?.length ?? 0,
  };
}

function lineOf(value: TraceHead | TraceIndex): string {
  return `${JSON.stringify(value)}\n`;
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

/** The number of a call; null for a line that is none. */
function numberOf(line: Buffer): number | null {
  try {
    const { call } = JSON.parse(line.toString('utf8')) as TraceCall;
    return Number.isSafeInteger(call) && call > 0 ? call : null;
  } catch {
    return null;
  }
}
