/**
 * How many requests may be under way, decided before a body is read.
 *
 * A request that reaches the workers holds one slot from the moment when its body has arrived until its work has
 * settled. There are as many slots as searches can be answered within the expected wait, by what one takes of a worker
 * now: between four and MAX_QUEUE_PER_WORKER + 1 for each worker, QUEUE_PER_WORKER + 1 as long as that is not known. A batch holds
 * one slot, as it is one task of one worker. Reading a body holds no slot, so that slow senders cannot keep others out;
 * what they send is bounded apart: bodies up to SMALL_BODY_BYTES by the number of connections, larger ones by
 * MAX_LARGE_BODIES.
 */
import { StillwebError } from '../errors.ts';
import { MAX_LARGE_BODIES, MAX_QUEUE_PER_WORKER, QUEUE_PER_WORKER } from '../limits.ts';
import type { Snapshot } from './snapshot.ts';

/** What one admitted request holds: its snapshot throughout, then a slot. Ending it twice is ending it once. */
export class Ticket {
  readonly snapshot: Snapshot;
  readonly #admission: Admission;
  #holdsLargeBody: boolean;
  #state: 'reading' | 'working' | 'ended' = 'reading';

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
  }

  /** The work has settled, or the request ended without any. */
  end(): void {
    if (this.#state === 'ended') return;
    this.#leaveBody();
    if (this.#state === 'working') this.#admission.working--;
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
    const capacity = this.capacityOf(snapshot);
    if (this.working < capacity) return;
    this.refused++;
    const facts = { capacity, maxExpectedWaitMs: this.#expectedWaitMs };
    throw new StillwebError('OVERLOADED', `all ${capacity} places for searches are taken`, facts);
  }

  /** Searches that may be under way at once. */
  capacityOf({ backend: { workers, turnMs } }: Snapshot): number {
    if (turnMs === 0) return workers * (QUEUE_PER_WORKER + 1);
    const prompt = Math.floor(this.#expectedWaitMs / turnMs);
    return workers * Math.max(ALWAYS_ADMITTED, Math.min(MAX_QUEUE_PER_WORKER + 1, prompt));
  }
}

/** Searches of one worker that are let in however long they take. */
const ALWAYS_ADMITTED = 4;
