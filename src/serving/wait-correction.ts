/** Time in which what was observed loses most of its weight. */
const DECAY_MS = 5000;
/** Waits shorter than this say more of the clock than of the queue. */
const MIN_EXPECTED_MS = 50;
/** What is believed before anything was observed: that expectations hold, as firmly as if waits of so long had shown it. */
const PRIOR_MS = 1000;
const MAX_FACTOR = 4;

/**
 * By how much requests wait longer than the queue alone explains.
 *
 * What a query takes of a worker leaves out what the machine does besides: the thread of the door reads and refuses, other
 * programs run, a worker waits for its next message. The factor is the mean of the last seconds, and falls back to 1 when
 * nothing has waited for a while. It never is below 1: a short wait is no reason to let more in.
 */
export class WaitCorrection {
  #expectedMs = 0;
  #waitedMs = 0;
  #observedMs = 0;

  /**
   * @param expectedMs by the queue alone, when the request was let in
   * @param waitedMs until its answer
   */
  observe(expectedMs: number, waitedMs: number, nowMs = performance.now()): void {
    if (expectedMs < MIN_EXPECTED_MS) return;
    this.#decay(nowMs);
    this.#expectedMs += expectedMs;
    this.#waitedMs += waitedMs;
  }

  /** 1 … 4 */
  factorAt(nowMs: number): number {
    this.#decay(nowMs);
    const factor = (PRIOR_MS + this.#waitedMs) / (PRIOR_MS + this.#expectedMs);
    return Math.min(MAX_FACTOR, Math.max(1, factor));
  }

  #decay(nowMs: number): void {
    const kept = Math.exp((this.#observedMs - nowMs) / DECAY_MS);
    this.#observedMs = nowMs;
    this.#expectedMs *= kept;
    this.#waitedMs *= kept;
  }
}
