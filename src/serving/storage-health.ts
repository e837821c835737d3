import { StillwebError } from '../errors.ts';

/** After so long without another fault a server is asked again, whoever took its traffic away. */
const TRY_AGAIN_MS = 10_000;

/** Whether the disk gives what searches ask of it, by what became of the last of them. */
export class StorageHealth {
  /** Answers that failed for the disk, in all. */
  faults = 0;
  /** What the last fault was; null while there was none. */
  last: string | null = null;
  #failedMs = Number.NEGATIVE_INFINITY;

  /** @param error what a call ended with; null for an answer */
  observe(error: unknown, nowMs: number): void {
    if (error === null) {
      this.#failedMs = Number.NEGATIVE_INFINITY;
      return;
    }
    if (!(error instanceof StillwebError) || error.code !== 'STORAGE_FAILED') return;
    this.faults++;
    this.last = error.message;
    this.#failedMs = nowMs;
  }

  /** The last call that ended failed for the disk, and not long ago. */
  isFailing(nowMs: number): boolean {
    return nowMs - this.#failedMs < TRY_AGAIN_MS;
  }
}
