/**
 * How many requests may be under way, decided before a body is read.
 *
 * A request that reaches the workers holds one slot from the moment when its body has arrived until its work has
 * settled; there are `workers × (QUEUE_PER_WORKER + 1)`, and fewer while searches take so long that the last of them
 * would be answered later than the expected wait allows; one running and three waiting for each worker are always let
 * in. A batch holds one slot, as it is one task of one worker. Reading a body holds no slot, so that slow senders cannot
 * keep others out; what they send is bounded apart: bodies up to SMALL_BODY_BYTES by the number of connections, larger
 * ones by MAX_LARGE_BODIES.
 */
import { StillwebError } from '../errors.ts';
import { MAX_LARGE_BODIES, QUEUE_PER_WORKER } from '../limits.ts';
import type { Snapshot } from './snapshot.ts';

/** What one admitted request holds: its snapshot throughout, then a slot. Ending it twice is ending it once. */
export class Ticket {
  readonly snapshot: Snapshot;
  readonly #admission: Admission;
  #holdsLargeBody: boolean;
  #state: 'reading' | 'working' | 'ended' = 'reading';
  #beganMs = 0;
  /** Turns of a worker until the answer: 1 when one was free. */
  #turns = 1;

  constructor(admission: Admission, snapshot: Snapshot, holdsLargeBody: boolean) {
    this.#admission = admission;
    this.snapshot = snapshot.acquire();
    this.#holdsLargeBody = holdsLargeBody;
  }

  /** The body has arrived and is sound: the workers are next. @throws OVERLOADED */
  beginWork(): void {
    this.#leaveBody();
    this.#admission.checkCapacity(this.snapshot);
    this.#admission.working++;
    this.#state = 'working';
    this.#beganMs = performance.now();
    this.#turns = this.#admission.turns(this.snapshot, 0);
  }

  /** The work has settled, or the request ended without any. */
  end(): void {
    if (this.#state === 'ended') return;
    this.#leaveBody();
    if (this.#state === 'working') {
      this.#admission.working--;
      this.#admission.observe((performance.now() - this.#beganMs) / this.#turns);
    }
    this.#state = 'ended';
    this.snapshot.release();
  }

  /** The connection has closed. Work under way goes on to hold its slot: the worker does not know. */
  abandon(): void {
    if (this.#state === 'reading') this.end();
  }

  #leaveBody(): void {
    if (!this.#holdsLargeBody) return;
    this.#holdsLargeBody = false;
    this.#admission.largeBodies--;
  }
}

export class Admission {
  /** Calls to the backend that have not settled. */
  working = 0;
  largeBodies = 0;
  refused = 0;
  /** Running mean of what one search takes of a worker; 0 until one has ended. */
  #turnMs = 0;
  #observed = 0;
  readonly #expectedWaitMs: number;

  constructor(expectedWaitMs: number) {
    this.#expectedWaitMs = expectedWaitMs;
  }

  /** @throws OVERLOADED */
  admit(snapshot: Snapshot, hasLargeBody: boolean): Ticket {
    this.checkCapacity(snapshot);
    if (hasLargeBody) {
      if (this.largeBodies >= MAX_LARGE_BODIES) {
        this.refused++;
        throw new StillwebError('OVERLOADED', `${MAX_LARGE_BODIES} large bodies are being read already`, {
          maxLargeBodies: MAX_LARGE_BODIES,
        });
      }
      this.largeBodies++;
    }
    return new Ticket(this, snapshot, hasLargeBody);
  }

  checkCapacity(snapshot: Snapshot): void {
    const capacity = capacityOf(snapshot);
    const expectedMs = this.turns(snapshot, 1) * this.#turnMs;
    const isPrompt = expectedMs <= this.#expectedWaitMs || this.working < snapshot.backend.workers * ALWAYS_ADMITTED;
    if (this.working < capacity && isPrompt) return;
    this.refused++;
    if (isPrompt) throw new StillwebError('OVERLOADED', `all ${capacity} places for searches are taken`, { capacity });
    const message = `an answer would take longer than ${this.#expectedWaitMs} ms`;
    throw new StillwebError('OVERLOADED', message, { capacity, maxExpectedWaitMs: this.#expectedWaitMs });
  }

  /** Turns of a worker until the last search is answered, with so many more. */
  turns(snapshot: Snapshot, more: number): number {
    return Math.max(1, Math.ceil((this.working + more) / snapshot.backend.workers));
  }

  observe(turnMs: number): void {
    // The first searches of a process are slow, because nothing is compiled yet, and would keep others out.
    if (++this.#observed <= WARM_UP_SEARCHES) return;
    this.#turnMs = this.#turnMs === 0 ? turnMs : this.#turnMs + (turnMs - this.#turnMs) * NEWEST_SHARE;
  }
}

/** Weight of the newest search in the running mean: some ten searches make most of it. */
const NEWEST_SHARE = 0.1;
const WARM_UP_SEARCHES = 32;
/** Searches of one worker that are let in however long they take. */
const ALWAYS_ADMITTED = 4;

export function capacityOf(snapshot: Snapshot): number {
  return snapshot.backend.workers * (QUEUE_PER_WORKER + 1);
}
