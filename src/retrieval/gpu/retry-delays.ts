import { GPU_FIRST_RETRY_MS, GPU_MAX_RETRY_MS } from '../../limits.ts';

/** When a lost GPU is looked for again: after a second, then after twice as long each time, up to a minute. */
export class RetryDelays {
  readonly #firstMs: number;
  readonly #maxMs: number;
  #nextMs: number;

  constructor(firstMs = GPU_FIRST_RETRY_MS, maxMs = GPU_MAX_RETRY_MS) {
    this.#firstMs = firstMs;
    this.#maxMs = maxMs;
    this.#nextMs = firstMs;
  }

  take(): number {
    const delayMs = this.#nextMs;
    this.#nextMs = Math.min(delayMs * 2, this.#maxMs);
    return delayMs;
  }

  /** One that was whole for less than the longest delay has not come back for good: it is asked for ever less often. */
  observeLoss(wholeMs: number): void {
    if (wholeMs >= this.#maxMs) this.#nextMs = this.#firstMs;
  }
}
