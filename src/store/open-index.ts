import type { NamedReranker } from '../contract/reranker-description.ts';
import type { Manifest } from '../format/manifest.ts';
import type { PostingsMemory } from '../wasm/postings-memory.ts';
import type { VectorMemory } from '../wasm/vector-memory.ts';

/** Where the int8 vectors are while an index is searched: the rankings are the same. */
export type VectorPlace = 'memory' | 'disk';

/**
 * A verified generation. Files that answer every query are in shared memory, one copy for all threads; the rest
 * (documents, engines' own files, positions beyond a budget, vectors where that is wanted) is read from disk when asked for. The whole value can be posted to a worker.
 */
export interface OpenIndex {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  /** As `OpenOptions.encoderPath`. */
  readonly encoderPath?: string;
  /** As `OpenOptions.encoderDevice`. */
  readonly encoderDevice?: string;
  /** As `OpenOptions.rerankers`. */
  readonly rerankers?: readonly NamedReranker[];
  /** As `OpenOptions.encoderCache`. */
  readonly encoderCache?: string;
  /** As `OpenOptions.vectors`. */
  readonly vectors: VectorPlace;
  readonly memory: Readonly<Record<string, SharedArrayBuffer>>;
  /** The memories that hold the postings files, for WebAssembly, and files of positions behind them; their buffers are in `memory` too. */
  readonly postingsMemory: Readonly<Record<string, PostingsMemory>>;
  /** The memories that hold the vector files, and the graphs or cells behind them, likewise; with vectors on disk the cells alone. */
  readonly vectorMemory: Readonly<Record<string, VectorMemory>>;
}
