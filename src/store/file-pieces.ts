import { readSync } from './file-system.ts';

const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Reads an open file from its beginning, a piece at a time, in memory of at most 8 MiB.
 *
 * @param take gets each piece, which is valid until the next
 * @param most bytes that are read. Default: all
 * @returns how many were read: fewer than `most` where the file ends before
 * @throws the fault of the system
 */
export function readPieces(file: number, take: (piece: Buffer) => void, most = Number.POSITIVE_INFINITY): number {
  const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(1, most)));
  let bytes = 0;
  while (bytes < most) {
    const count = readSync(file, piece, 0, Math.min(piece.length, most - bytes), bytes);
    if (count === 0) break;
    take(piece.subarray(0, count));
    bytes += count;
  }
  return bytes;
}
