/** Traces that are packed with gzip, whatever their names: read on the way, or unpacked where their lines are wanted by their places. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../bytes/gzip.ts';
import { StillwebError } from '../../errors.ts';
import { isAbsent } from '../../store/storage-fault.ts';

/**
 * A pipe is refused before it is opened: opening one may wait for ever, and a trace is read more than once.
 *
 * @throws StillwebError INPUT_MISSING for what is no file
 */
async function requireFile(path: string): Promise<void> {
  const facts = { file: path };
  const found = await stat(path).catch((cause) => {
    if (!isAbsent(cause)) throw cause;
    throw new StillwebError('INPUT_MISSING', `${path} cannot be read (${cause.code})`, facts, { cause });
  });
  if (found.isFile()) return;
  const what = found.isDirectory()
    ? 'is a folder, and no file'
    : 'is no file, and is read more than once: save what it gives to a file, and name that';
  throw new StillwebError('INPUT_MISSING', `${path} ${what}`, facts);
}

/** @throws StillwebError INPUT_MISSING; what opening the file throws */
export async function isPacked(path: string): Promise<boolean> {
  await requireFile(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return isGzip(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** The bytes of the lines. @throws StillwebError INPUT_MISSING; what opening the file throws; `packedFault` while iterating */
export async function readUnpacked(path: string): Promise<Readable> {
  const packed = await isPacked(path);
  const file = createReadStream(path);
  if (!packed) return file;
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  // Whoever reads the beginning alone leaves no file open.
  unpacked.on('close', () => file.destroy());
  return file.pipe(unpacked);
}

/** A file whose places are those of the lines, and what removes it again; the trace itself where it is not packed. */
export async function unpackTrace(path: string): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (!(await isPacked(path))) return { path, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'stillweb-trace-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const unpacked = join(folder, 'trace.jsonl');
  try {
    await pipeline(await readUnpacked(path), createWriteStream(unpacked));
    return { path: unpacked, remove };
  } catch (error) {
    await remove();
    throw packedFault(path, error) ?? error;
  }
}

/** What a damaged gzip file is told as; null for any other fault. */
export function packedFault(path: string, error: unknown): StillwebError | null {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || !/^Z_/.test(code)) return null;
  return new StillwebError('TRACE_INVALID', `${path} is a damaged gzip file`, { path }, { cause: error });
}
