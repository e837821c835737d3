/** Time in which what was observed loses most of its weight. */
const DECAY_MS = 1000;
/** Less than this was no queue, but a moment. */
const MIN_OBSERVED_MS = 100;
/** Fewer say little: the first of a cold program takes as long as fifty later ones. */
const MIN_OBSERVED_QUERIES = 16;
/** A queue that ended so long ago says nothing of the next. */
const FORGOTTEN_MS = 5000;

/**
 * How fast a queue is answered, by what was answered while something waited.
 *
 * What a query takes of a worker leaves out what the machine does besides: the thread of the door reads and refuses, other
 * programs run, a worker waits for its next message. The rate holds all of it, and follows within a second.
 */
export class ServiceRate {
  #queries = 0;
  #observedMs = 0;
  /** Without loss. */
  #seen = 0;
  /** When the queue began, or when it was last looked at; null while nothing waits. */
  #sinceMs: number | null = null;
  #endedMs = Number.NEGATIVE_INFINITY;

  /** Something waits from now on. Has no effect while something does. */
  begin(nowMs: number): void {
    if (this.#sinceMs !== null) return;
    if (this.#isForgotten(nowMs)) {
      this.#queries = 0;
      this.#observedMs = 0;
      this.#seen = 0;
    }
    this.#sinceMs = nowMs;
  }

  /** Else a slow queue of long ago would keep out whoever might show that it is over. */
  #isForgotten(nowMs: number): boolean {
    return this.#sinceMs === null && nowMs - this.#endedMs > FORGOTTEN_MS;
  }

  /** @param isWaiting whether something waits still */
  answer(queries: number, isWaiting: boolean, nowMs: number): void {
    if (this.#sinceMs === null) return;
    const passedMs = nowMs - this.#sinceMs;
    const kept = Math.exp(-passedMs / DECAY_MS);
    this.#queries = this.#queries * kept + queries;
    this.#observedMs = this.#observedMs * kept + passedMs;
    this.#seen += queries;
    this.#sinceMs = isWaiting ? nowMs : null;
    if (!isWaiting) this.#endedMs = nowMs;
  }

  /** Milliseconds for each query, whatever the number of workers; 0 while it is not known, and when it is forgotten. */
  queryMs(nowMs: number): number {
    if (this.#observedMs < MIN_OBSERVED_MS || this.#seen < MIN_OBSERVED_QUERIES) return 0;
    if (this.#isForgotten(nowMs)) return 0;
    return this.#observedMs / this.#queries;
  }
}
