/** The sessions of a trace for looking at: what each did and what was measured of it, and the answers as they were sent. */
import { open, stat } from 'node:fs/promises';
import { StillwebError } from '../../errors.ts';
import type { Qrels } from '../../evaluation/qrels-file.ts';
import type { TextLine } from '../../evaluation/text-lines.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { readTrace } from '../trace/read-trace.ts';
import type { TraceCall } from '../trace/trace-line.ts';
import { TermSets } from './query-terms.ts';
import { type Session, splitSessions } from './session-boundaries.ts';
import type { LoggedEvent } from './session-event.ts';
import { measureSession, type SessionMeasures } from './session-measures.ts';
import { type SessionsSummary, SummaryBuilder } from './sessions-summary.ts';
import { traceEvents } from './trace-events.ts';

/** A silence that ends a session without a name. */
const GAP_MS = 30 * 60_000;
/** Work before others get a turn of the thread, in milliseconds. */
const TURN_MS = 10;

export interface ReviewedSession {
  readonly session: Session;
  readonly measures: SessionMeasures;
}

export interface TraceReview {
  /** In the order of their first calls. */
  readonly sessions: readonly ReviewedSession[];
  readonly summary: SessionsSummary;
}

/** Of a call as it was recorded, and of what it was answered with. */
export interface ReviewedCall {
  readonly call: TraceCall;
  /** As it was sent; null where the trace has none, as of a fault. */
  readonly answer: string | null;
}

/**
 * Measures every session of a trace that may be being written: a line that is not whole yet is passed over.
 *
 * @throws StillwebError UNSUPPORTED for one that is too long; SESSION_LOG_INVALID; STORAGE_FAILED
 */
export async function reviewTrace(path: string): Promise<TraceReview> {
  const terms = new TermSets('english');
  const turns = new Turns();
  const events: LoggedEvent[] = [];
  for (const event of traceEvents(linesOf(await readWhole(path)), path)) {
    events.push(event);
    await turns.next();
  }
  const builder = new SummaryBuilder();
  const sessions: ReviewedSession[] = [];
  for (const session of splitSessions(events, { gapMs: GAP_MS, split: 'gap' }, terms)) {
    const measures = measureSession(session, { terms, evidence: null, qrels: null });
    builder.add(measures);
    sessions.push({ session, measures });
    await turns.next();
  }
  return { sessions, summary: builder.finish() };
}

/** The measures of a session under judgments of its own. @param relevant ids of documents */
export function measureJudged(session: Session, relevant: readonly string[]): SessionMeasures {
  const qrels: Qrels = new Map([[session.name, new Map(relevant.map((id) => [id, 1]))]]);
  return measureSession(session, { terms: new TermSets('english'), evidence: null, qrels });
}

/** Calls by their numbers, each with its answer. @throws StillwebError TRACE_INVALID, STORAGE_FAILED */
export async function reviewCalls(path: string, numbers: ReadonlySet<number>): Promise<Map<number, ReviewedCall>> {
  const calls: TraceCall[] = [];
  for await (const entry of readTrace(path, (kind) => kind === 'call')) {
    if (entry.kind === 'call' && numbers.has(entry.call.call)) calls.push(entry.call);
  }
  const wanted = new Set(calls.map(({ answer }) => answer));
  const answers = new Map<string, string>();
  for await (const entry of readTrace(path, (kind) => kind === 'answer')) {
    if (entry.kind !== 'answer' || !wanted.has(entry.answer.answer) || answers.has(entry.answer.answer)) continue;
    const { error } = entry.answer;
    const sent = entry.body === null ? JSON.stringify(error) : Buffer.from(entry.body).toString('utf8');
    answers.set(entry.answer.answer, sent);
  }
  return new Map(calls.map((call) => [call.call, { call, answer: answers.get(call.answer ?? '') ?? null }]));
}

/** How long the trace is now. @throws StillwebError STORAGE_FAILED */
export async function traceBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

async function readWhole(path: string): Promise<Buffer> {
  const size = await traceBytes(path);
  try {
    if (size > MAX_SHOWN_TRACE_BYTES) {
      const message = `the trace has ${size} bytes; pages show up to ${MAX_SHOWN_TRACE_BYTES}, stillweb sessions any`;
      throw new StillwebError('UNSUPPORTED', message, { bytes: size, maxBytes: MAX_SHOWN_TRACE_BYTES });
    }
    const file = await open(path);
    try {
      const bytes = Buffer.alloc(size);
      const { bytesRead } = await file.read(bytes, 0, size, 0);
      return bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf(10) + 1);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

function* linesOf(bytes: Buffer): Generator<TextLine> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const end = bytes.indexOf(10, start);
    yield { number, text: bytes.toString('utf8', start, end) };
    start = end + 1;
  }
}

/** Lets others have the thread again and again. */
class Turns {
  #startedMs = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.#startedMs < TURN_MS) return;
    await new Promise(setImmediate);
    this.#startedMs = performance.now();
  }
}
