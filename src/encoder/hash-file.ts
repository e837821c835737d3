import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const CHUNK_BYTES = 4 * 1024 * 1024;
/** Hashes of files that this program has read, by `stampOf`: threads that it starts afterwards have them too. */
const KNOWN = 'stillweb: hashes of files';
const MOST_KNOWN = 256;
/** A file that was changed so long before this program began has another time once it is changed again, however coarse the times are. */
const COARSE_MS = 2000;

/**
 * SHA-256 of a file in hexadecimal, a piece at a time: models and vectors are larger than memory. A file that is as it was before this program
 * began is read once.
 */
export function hashFile(path: string): string {
  const file = openSync(path, 'r');
  try {
    const stats = fstatSync(file, { bigint: true });
    const stamp = stampOf(stats);
    const known = (getEnvironmentData(KNOWN) ?? {}) as Readonly<Record<string, string>>;
    if (Object.hasOwn(known, stamp)) return known[stamp];
    const hash = hashOpen(file);
    const isSettled = Number(stats.ctimeMs) < performance.timeOrigin - COARSE_MS;
    if (isSettled && stampOf(fstatSync(file, { bigint: true })) === stamp) {
      setEnvironmentData(KNOWN, Object.fromEntries([...Object.entries(known), [stamp, hash]].slice(-MOST_KNOWN)));
    }
    return hash;
  } finally {
    closeSync(file);
  }
}

function hashOpen(file: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (;;) {
    const length = readSync(file, chunk, 0, chunk.length, null);
    if (length === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, length));
  }
}

/** No write leaves the time of the last change as it was. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
