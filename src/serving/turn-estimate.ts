/** Reports whose median is looked at: those of this time, and so many at least. */
const RECENT_MS = 60;
const MIN_RECENT = 9;
/** Time in which what was observed loses most of its weight. */
const MEMORY_MS = 1000;
/** The first tasks of a process are slow, because nothing is compiled yet. */
const WARM_UP_TASKS = 32;
/**
 * Until so many have ended they get faster: half of what is observed is believed. Where that is wrong, what was let in waits
 * twice as long as it should, and is still answered before its deadline.
 */
const COLD_TASKS = 512;

/**
 * What one task takes of a worker now, from what the workers report.
 *
 * The larger of two: the mean of the last second, and the median of the last reports. A stall of the machine is few reports
 * of many and moves neither by much; a turn to slower searches moves the median within five of them, or 30 ms.
 */
export class TurnEstimate {
  /** Milliseconds; 0 until enough tasks have ended. */
  turnMs = 0;
  readonly #recent: { readonly turnMs: number; readonly atMs: number }[] = [];
  #busyMs = 0;
  #tasks = 0;
  #observed = 0;
  #observedMs = 0;

  /** @param nowMs of a clock that never goes back */
  observe(busyMs: number, tasks: number, nowMs: number): void {
    if (tasks === 0) return;
    this.#observed += tasks;
    if (this.#observed <= WARM_UP_TASKS) return;
    const kept = Math.exp((this.#observedMs - nowMs) / MEMORY_MS);
    this.#observedMs = nowMs;
    this.#busyMs = this.#busyMs * kept + busyMs;
    this.#tasks = this.#tasks * kept + tasks;
    this.#recent.push({ turnMs: busyMs / tasks, atMs: nowMs });
    while (this.#recent.length > MIN_RECENT && this.#recent[0].atMs < nowMs - RECENT_MS) this.#recent.shift();
    const sorted = this.#recent.map(({ turnMs }) => turnMs).sort((one, other) => one - other);
    const turnMs = Math.max(this.#busyMs / this.#tasks, sorted[(sorted.length - 1) >> 1]);
    this.turnMs = this.#observed < COLD_TASKS ? turnMs / 2 : turnMs;
  }
}
