import { readSync } from './file-system.ts';

const CHUNK_BYTES = 8 * 1024 * 1024;

/** The beginning of an open file in shared memory. What the file lacks is left as zeros. */
export function readShared(file: number, bytes: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(bytes);
  for (let at = 0; at < bytes; ) {
    const wanted = Math.min(CHUNK_BYTES, bytes - at);
    const count = readSync(file, Buffer.from(memory, at, wanted), 0, wanted, at);
    if (count === 0) break;
    at += count;
  }
  return memory;
}
