/**
 * Which requests may wait for the workers, decided before a body is read and again when it has been.
 *
 * A search waits as long as it can still be answered in time: it is let in while the wait that is expected for it is below
 * `maxWaitMs`. The expectation is what stands before it, times what a query takes now. While that is not known, only the memory of
 * what waits is bounded, so that the first requests of a cold server are served like any other.
 *
 * Reading a body holds no place, so that slow senders cannot keep others out; what they send is bounded apart: bodies up to
 * SMALL_BODY_BYTES by the number of connections, larger ones together by MAX_READING_BYTES.
 */
import { type ErrorFacts, StillwebError } from '../errors.ts';
import { MAX_READING_BYTES, MAX_WAITING_BYTES, MAX_WAITING_QUERIES, SMALL_BODY_BYTES } from '../limits.ts';
import { ServiceRate } from './service-rate.ts';
import type { Snapshot } from './snapshot.ts';

export interface AdmissionOptions {
  /** A request that would begin later than this is refused. */
  readonly maxWaitMs: number;
  /** A request must be answered by then. */
  readonly deadlineMs: number;
}

/** What a request brings to the queue. */
export interface Load {
  /** 1 for what is no search. */
  readonly queries: number;
  readonly bytes: number;
}

/** What one admitted request holds: its snapshot throughout, then places. Ending it twice is ending it once. */
export class Ticket {
  readonly snapshot: Snapshot;
  readonly #admission: Admission;
  #readingBytes: number;
  #load: Load | null = null;
  #isEnded = false;

  constructor(admission: Admission, snapshot: Snapshot, readingBytes: number) {
    this.#admission = admission;
    this.snapshot = snapshot.acquire();
    this.#readingBytes = readingBytes;
    admission.readingBytes += readingBytes;
  }

  /** The body has arrived and is sound: the workers are next. @throws OVERLOADED; DEADLINE_EXCEEDED when the client has left */
  beginWork(load: Load): void {
    this.#leaveBody();
    if (this.#isEnded) throw new StillwebError('DEADLINE_EXCEEDED', 'the client has left');
    this.#admission.check(this.snapshot, load);
    this.#load = load;
    this.#admission.add(this.snapshot, load);
  }

  /** The work has settled, or the request ended without any. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#leaveBody();
    if (this.#load !== null) this.#admission.remove(this.snapshot, this.#load);
    this.snapshot.release();
  }

  /** The client has gone. Work under way goes on to hold its places: the worker does not know. */
  abandon(): void {
    if (this.#load === null) this.end();
  }

  #leaveBody(): void {
    this.#admission.readingBytes -= this.#readingBytes;
    this.#readingBytes = 0;
  }
}

/** What has waited longest of a hundred has waited so many times as long as was expected. */
export const ALLOWANCE = 1.75;
/**
 * Until so many queries were answered the program gets faster, as its code is compiled: a quarter of what is expected is
 * believed, so that a burst is served. Where that is wrong, some of what was let in first meets its deadline.
 */
const COLD_QUERIES = 512;
const COLD_BELIEF = 0.25;

const ONE_QUERY: Load = { queries: 1, bytes: 0 };

export class Admission {
  readonly maxWaitMs: number;
  readonly deadlineMs: number;
  /** Queries given to the backend that have not settled, those that are being answered among them. */
  queries = 0;
  /** Memory of their requests. */
  bytes = 0;
  /** Of large bodies that are being read. */
  readingBytes = 0;
  /** Requests refused. */
  refused = 0;
  readonly #rate = new ServiceRate();

  constructor({ maxWaitMs, deadlineMs }: AdmissionOptions) {
    this.maxWaitMs = maxWaitMs;
    this.deadlineMs = deadlineMs;
  }

  /**
   * Lets a request in whose body is still to come.
   *
   * @param bodyBytes as declared; the most there may be where nothing is declared
   * @throws OVERLOADED
   */
  enter(snapshot: Snapshot, bodyBytes: number): Ticket {
    this.check(snapshot);
    const readingBytes = bodyBytes > SMALL_BODY_BYTES ? bodyBytes : 0;
    if (readingBytes > 0 && this.readingBytes + readingBytes > MAX_READING_BYTES) {
      throw this.#refusal(`${this.readingBytes} bytes of large bodies are being read already`, 1, {
        maxReadingBytes: MAX_READING_BYTES,
      });
    }
    return new Ticket(this, snapshot, readingBytes);
  }

  /** @throws OVERLOADED for what cannot be answered in time, or would take too much memory while it waits */
  check(snapshot: Snapshot, { queries, bytes }: Load = ONE_QUERY): void {
    const isLate = this.isLate(snapshot, queries);
    const isFull = this.waitingOf(snapshot) + queries > MAX_WAITING_QUERIES || this.bytes + bytes > MAX_WAITING_BYTES;
    if (!isLate && !isFull) return;
    const waitMs = this.expectedWaitMs(snapshot);
    const expectedWaitMs = Math.round(waitMs);
    // By then half of the queue that is allowed has been answered.
    const retryAfter = Math.max(1, Math.ceil((waitMs - this.maxWaitMs / 2) / 1000));
    const message = isLate
      ? `a search would wait ${expectedWaitMs} ms; at most ${this.maxWaitMs} ms are waited`
      : `the queue is full: ${this.waitingOf(snapshot)} queries wait`;
    throw this.#refusal(message, retryAfter, {
      waiting: this.waitingOf(snapshot),
      expectedWaitMs,
      maxWaitMs: this.maxWaitMs,
    });
  }

  /** Whether what comes now could not be answered in time. */
  isLate(snapshot: Snapshot, queries = 1): boolean {
    const { workers, serviceMs } = snapshot.backend;
    // What finds a free worker does not wait; a long batch may try then, as it would find no better moment.
    if (this.queries < workers) return false;
    const waitMs = this.expectedWaitMs(snapshot);
    return waitMs >= this.maxWaitMs || waitMs + queries * serviceMs > this.deadlineMs;
  }

  /** Queries that wait for a worker. */
  waitingOf({ backend: { workers } }: Snapshot): number {
    return Math.max(0, this.queries - workers);
  }

  /** How long a request that comes now is expected to wait, in milliseconds; 0 while it is not known. */
  expectedWaitMs({ backend: { workers, serviceMs }, answered }: Snapshot): number {
    const ahead = Math.max(0, this.queries - workers + 1);
    const queryMs = this.#rate.queryMs(performance.now());
    return ahead * (queryMs > 0 ? queryMs : serviceMs / workers) * (answered < COLD_QUERIES ? COLD_BELIEF : ALLOWANCE);
  }

  /** For tickets: a request is given to the workers. */
  add(snapshot: Snapshot, { queries, bytes }: Load): void {
    this.queries += queries;
    this.bytes += bytes;
    if (this.waitingOf(snapshot) > 0) this.#rate.begin(performance.now());
  }

  /** For tickets: it has settled. */
  remove(snapshot: Snapshot, { queries, bytes }: Load): void {
    this.queries -= queries;
    this.bytes -= bytes;
    snapshot.answered += queries;
    this.#rate.answer(queries, this.waitingOf(snapshot) > 0, performance.now());
  }

  #refusal(message: string, retryAfter: number, facts: ErrorFacts): StillwebError {
    this.refused++;
    // The stack would take longer than all else of a refusal, and says nothing that the facts do not.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    const refusal = new StillwebError('OVERLOADED', message, { ...facts, retryAfter });
    Error.stackTraceLimit = stackTraceLimit;
    return refusal;
  }
}
