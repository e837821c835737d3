/** The sessions of a trace for looking at: what each did and what was measured of it, and the answers as they were sent. */
import type { Qrels } from '../../evaluation/qrels-file.ts';
import { readAnswer } from '../trace/trace-entry.ts';
import type { TraceCall } from '../trace/trace-line.ts';
import { TraceLines } from '../trace/trace-lines.ts';
import { TermSets } from './query-terms.ts';
import { type Session, splitSessions } from './session-boundaries.ts';
import type { LoggedEvent } from './session-event.ts';
import { measureSession, type SessionMeasures } from './session-measures.ts';
import { type SessionsSummary, SummaryBuilder } from './sessions-summary.ts';
import { TraceFollower, Turns } from './trace-follower.ts';

export interface ReviewedSession {
  readonly session: Session;
  readonly measures: SessionMeasures;
}

export interface TraceReview {
  /** In the order of their first calls. */
  readonly sessions: readonly ReviewedSession[];
  /** Of these sessions alone. */
  readonly summary: SessionsSummary;
  /** Calls that name no session: nobody can tell what of them belongs together, so they are in no figure. */
  readonly unnamed: UnnamedCalls;
}

export interface UnnamedCalls {
  readonly events: number;
  /** As one session, whose name is empty, measured when it is asked for; null where there are none. */
  review(): ReviewedSession | null;
}

/** Of a call as it was recorded, and of what it was answered with. */
export interface ReviewedCall {
  readonly call: TraceCall;
  /** As it was sent; null where the trace has none, as of a fault. */
  readonly answer: string | null;
}

/** Measures every session of a trace that may be being written: what was read and measured once stays, where nothing came to it. */
export class TraceReviewer {
  readonly #path: string;
  #follower: TraceFollower;
  readonly #terms = new TermSets('english');
  /** By names of sessions, in the order of their first calls; those of none under the empty name. */
  readonly #events = new Map<string, LoggedEvent[]>();
  readonly #reviewed = new Map<string, ReviewedSession>();
  readonly #changed = new Set<string>();
  #review: TraceReview | null = null;
  /** One after the other: whoever asks while it is read gets what is there then. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    this.#follower = new TraceFollower(path);
  }

  /** What is written by now. @throws StillwebError UNSUPPORTED for a trace that is too long; TRACE_INVALID; STORAGE_FAILED */
  latest(): Promise<TraceReview> {
    const review = this.#turn.then(() => this.#advance());
    this.#turn = review.catch(() => this.#forget());
    return review;
  }

  /**
   * Calls by their numbers, each with its answer, of what was read by the last review: each is found at its place, however long the trace.
   *
   * @throws StillwebError TRACE_INVALID, STORAGE_FAILED
   */
  async calls(numbers: Iterable<number>): Promise<Map<number, ReviewedCall>> {
    const { calls: places, answers } = this.#follower;
    const lines = new TraceLines(this.#path);
    const found = new Map<number, ReviewedCall>();
    try {
      for (const number of numbers) {
        const place = places.get(number);
        if (place === undefined || found.has(number)) continue;
        const call = JSON.parse((await lines.read(place)).toString('utf8')) as TraceCall;
        const told = answers.get(call.answer ?? '');
        found.set(number, { call, answer: told === undefined ? null : sentText(await lines.read(told)) });
      }
    } finally {
      await lines.close();
    }
    return found;
  }

  async #advance(): Promise<TraceReview> {
    if (!(await this.#follower.isContinued())) this.#forget();
    for await (const event of this.#follower.next()) {
      const { session: name = '' } = event;
      const events = this.#events.get(name) ?? [];
      if (events.length === 0) this.#events.set(name, events);
      events.push({ ...event, session: name });
      this.#changed.add(name);
    }
    if (this.#review === null || this.#changed.size > 0) this.#review = await this.#measure();
    return this.#review;
  }

  async #measure(): Promise<TraceReview> {
    const turns = new Turns();
    const builder = new SummaryBuilder();
    const sessions: ReviewedSession[] = [];
    for (const [name, events] of this.#events) {
      if (name === '') continue;
      const known = this.#changed.has(name) ? undefined : this.#reviewed.get(name);
      const reviewed = known ?? this.#reviewOf(events);
      this.#reviewed.set(name, reviewed);
      builder.add(reviewed.measures);
      sessions.push(reviewed);
      await turns.next();
    }
    this.#changed.clear();
    const events = [...(this.#events.get('') ?? [])];
    let unnamed: ReviewedSession | null = null;
    const review = (): ReviewedSession | null => {
      if (events.length > 0) unnamed ??= this.#reviewOf(events);
      return unnamed;
    };
    return { sessions, summary: builder.finish(), unnamed: { events: events.length, review } };
  }

  /** @param events at least one, all of one name */
  #reviewOf(events: readonly LoggedEvent[]): ReviewedSession {
    const [session] = splitSessions(events, { gapMs: Number.POSITIVE_INFINITY, split: 'gap' }, this.#terms);
    return { session, measures: measureSession(session, { terms: this.#terms, evidence: null, qrels: null }) };
  }

  #forget(): void {
    this.#follower = new TraceFollower(this.#path);
    this.#events.clear();
    this.#reviewed.clear();
    this.#changed.clear();
    this.#review = null;
  }
}

/** The measures of a session under judgments of its own. @param relevant ids of documents */
export function measureJudged(session: Session, relevant: readonly string[]): SessionMeasures {
  const qrels: Qrels = new Map([[session.name, new Map(relevant.map((id) => [id, 1]))]]);
  return measureSession(session, { terms: new TermSets('english'), evidence: null, qrels });
}

/** What an answer's line says was sent. */
function sentText(line: Buffer): string {
  const { answer, body } = readAnswer(line);
  return body === null ? JSON.stringify(answer.error) : Buffer.from(body).toString('utf8');
}
