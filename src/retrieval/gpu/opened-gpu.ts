import type { ScanHits } from '../../kernel/gpu/scanner.ts';
import type { VectorRows } from '../../kernel/gpu/vector-buffers.ts';

/** What the GPU thread needs of a GPU: the seam behind which tests put one that fails. */
export interface OpenedGpu {
  /** Copies vectors to it. @throws Error when they do not fit, or the device refuses */
  load(vectors: VectorRows): Promise<LoadedVectors>;
  /** Settles, with the reason, when the device is lost. */
  readonly lost: Promise<string>;
  close(): void;
}

export interface LoadedVectors {
  /** @throws Error when the device is lost or refuses */
  search(queries: Int8Array, depth: number): Promise<readonly ScanHits[]>;
  destroy(): void;
}
