import { getHeapStatistics } from 'node:v8';
import { collectGarbage } from './collect-garbage.ts';

/** Code units of texts that are read between two looks at the heap; one look takes a few microseconds. */
const LOOK_CODE_UNITS = 64 * 1024;

/** What a document counts beyond its text: the page around it is larger than what is kept of it. */
const DOCUMENT_CODE_UNITS = 8 * 1024;

/** Bytes of the heap that are let be. What reading holds at once stays below. */
const HEAP_BYTES = 384 * 1024 * 1024;

/** Bytes above what was alive after the last collection, before it is worth another. */
const GROWTH_BYTES = 128 * 1024 * 1024;

/**
 * Bounds what reading leaves behind. The engine lets its heap grow by the memory of the machine, and while threads compete for
 * processors to over two gigabytes of garbage where fifty megabytes are alive.
 */
export class HeapBound {
  #codeUnits = 0;
  #boundBytes = HEAP_BYTES;

  /** Counts one record, good or bad, and collects garbage where the heap has reached its bound. */
  count(codeUnits: number): void {
    this.#codeUnits += codeUnits + DOCUMENT_CODE_UNITS;
    if (this.#codeUnits < LOOK_CODE_UNITS) return;
    this.#codeUnits = 0;
    if (heapBytes() < this.#boundBytes) return;
    collectGarbage();
    this.#boundBytes = Math.max(HEAP_BYTES, heapBytes() + GROWTH_BYTES);
  }
}

/** Of this thread, with buffers outside of the heap that it keeps alive. */
function heapBytes(): number {
  const { total_physical_size: pages, external_memory: buffers } = getHeapStatistics();
  return pages + buffers;
}
