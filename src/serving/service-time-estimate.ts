/** Reports whose median is looked at: those of this time, and so many at least. */
const RECENT_MS = 60;
const MIN_RECENT = 9;
/** Time in which what was observed loses most of its weight. */
const DECAY_MS = 1000;
/** The first queries of a process are slow, because nothing is compiled yet. */
const WARM_UP_QUERIES = 32;
/**
 * The service time: what one query takes of a worker now, from what the workers report.
 *
 * The larger of two: the mean of the last second, and the median of the last reports. A stall of the machine is few reports
 * of many and moves neither by much; a change to slower searches moves the median within five of them, or 30 ms.
 */
export class ServiceTimeEstimate {
  /** Milliseconds; 0 until enough queries have ended. */
  serviceMs = 0;
  readonly #recent: { readonly serviceMs: number; readonly atMs: number }[] = [];
  #busyMs = 0;
  #queries = 0;
  #observed = 0;
  #observedMs = 0;

  /** @param nowMs of a clock that never goes back */
  observe(busyMs: number, queries: number, nowMs: number): void {
    if (queries === 0) return;
    this.#observed += queries;
    if (this.#observed <= WARM_UP_QUERIES) return;
    const kept = Math.exp((this.#observedMs - nowMs) / DECAY_MS);
    this.#observedMs = nowMs;
    this.#busyMs = this.#busyMs * kept + busyMs;
    this.#queries = this.#queries * kept + queries;
    this.#recent.push({ serviceMs: busyMs / queries, atMs: nowMs });
    while (this.#recent.length > MIN_RECENT && this.#recent[0].atMs < nowMs - RECENT_MS) this.#recent.shift();
    const sorted = this.#recent.map(({ serviceMs }) => serviceMs).sort((one, other) => one - other);
    this.serviceMs = Math.max(this.#busyMs / this.#queries, sorted[(sorted.length - 1) >> 1]);
  }
}
