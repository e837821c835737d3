import { closeSync, openSync, readSync, writeSync } from 'node:fs';

const CHUNK_BYTES = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Copies the first lines of a file. @returns how many there were, at most `lines` */
export function copyFirstLines(from: string, to: string, lines: number): number {
  const source = openSync(from, 'r');
  const target = openSync(to, 'w');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let copied = 0;
  try {
    while (copied < lines) {
      const read = readSync(source, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      let end = 0;
      while (copied < lines) {
        const next = chunk.subarray(0, read).indexOf(NEWLINE, end);
        if (next < 0) break;
        end = next + 1;
        copied++;
      }
      writeSync(target, chunk, 0, copied < lines ? read : end);
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
  return copied;
}
