import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StillwebError } from '../errors.ts';

/**
 * Writes a file of text, piece by piece; one that is there is replaced.
 *
 * @throws StillwebError STORAGE_FAILED
 */
export async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), createWriteStream(path));
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StillwebError('STORAGE_FAILED', `${path} cannot be written (${code})`, { file: path }, { cause });
  }
}

/** The same of JSON Lines. */
export function writeJsonLines(path: string, rows: Iterable<unknown>): Promise<void> {
  return writePieces(path, linesOf(rows));
}

function* linesOf(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}
