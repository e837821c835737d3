import { readFileSync } from 'node:fs';
import { claimSlot, KERNEL_ROWS, MAX_KERNEL_DIMENSIONS } from '../store/vector-memory.ts';
import { workerFile } from '../worker-file.ts';

/** Scores vectors of one shard, a run of rows at a time. */
export interface VectorKernel {
  /** Takes the query of the scores to come. */
  setQuery(query: Int8Array): void;
  /** Scores of rows `start` … `start + rows − 1`, at most KERNEL_ROWS; valid until the next call. */
  score(start: number, rows: number): Int32Array;
}

type Scan = (query: number, vectors: number, rows: number, dimensions: number, scores: number) => void;

let compiled: WebAssembly.Module | null | undefined;

/** The compiled kernel; null where the engine has no WebAssembly SIMD. Once a thread. */
function loadModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    const bytes = readFileSync(workerFile(import.meta.url, '../kernel/vector-scan.wasm'));
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

/**
 * The WebAssembly kernel over the memory of a shard, or null where it cannot run: the scalar twin then gives the same
 * scores.
 *
 * @param fileBytes length of the vector file that the memory begins with
 * @param vectorsAt where the vectors begin in it
 */
export function openVectorKernel(
  memory: WebAssembly.Memory,
  fileBytes: number,
  vectorsAt: number,
  dimensions: number,
): VectorKernel | null {
  if (dimensions % 16 !== 0 || dimensions > MAX_KERNEL_DIMENSIONS) return null;
  const module = loadModule();
  const slot = module === null ? null : claimSlot(memory, fileBytes);
  if (module === null || slot === null) return null;
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const scan = instance.exports.scan as Scan;
  const wide = new Int16Array(memory.buffer, slot.query, dimensions);
  const scores = new Int32Array(memory.buffer, slot.scores, KERNEL_ROWS);
  return {
    setQuery: (query) => wide.set(query),
    score(start, rows) {
      scan(slot.query, vectorsAt + start * dimensions, rows, dimensions, slot.scores);
      return scores;
    },
  };
}
