import { encoderBytes, type NamedEncoder } from '../src/encoder/encoders.ts';
import { MAIN_BYTES, WORKER_BYTES } from './least-memory.ts';

/** How many workers a build can afford, which moves its time and never a byte of the index. */

/** What an encoder may take of WORKER_BYTES without being counted; `static`, with which they were measured, takes as much. */
const ENCODER_ROOM_BYTES = 24 * 1024 * 1024;

/** MIN_BUILD_BYTES with the encoder of the build. */
export function minBuildBytes(encoder: NamedEncoder | null): number {
  return MAIN_BYTES + workerBytes(encoder);
}

/** @param encoder that each of the workers opens */
export function affordableWorkers(threads: number, memoryBytes: number, encoder: NamedEncoder | null): number {
  const affordable = Math.floor((memoryBytes - MAIN_BYTES) / workerBytes(encoder));
  return Math.max(1, Math.min(threads, affordable));
}

/**
 * Most memory of the JavaScript heap of a worker, in MiB, so that what one document may take is the same on every machine: four times
 * what the largest documents take. An encoder has its own on top.
 */
export function workerHeapMebibytes(encoder: NamedEncoder | null): number {
  return 1024 + (encoder === null ? 0 : Math.ceil(encoderBytes(encoder) / 1024 ** 2));
}

function workerBytes(encoder: NamedEncoder | null): number {
  const excess = encoder === null ? 0 : encoderBytes(encoder) - ENCODER_ROOM_BYTES;
  return WORKER_BYTES + Math.max(0, excess);
}
