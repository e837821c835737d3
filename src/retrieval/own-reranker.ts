import type { Reranker } from './reranker.ts';

/** A reranker that a setting named, which belongs to what is open and holds what it loads. */
export interface OwnReranker extends Reranker {
  /**
   * Loads what it needs, if that has not been done; else a first search does.
   *
   * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, ENCODER_DEVICE_UNAVAILABLE; ENCODER_DIFFERS where the files are others than
   *   those that were described
   */
  load(): Promise<void>;
  close(): Promise<void>;
}
