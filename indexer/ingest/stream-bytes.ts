import { createReadStream, fstatSync, readSync } from '../../src/store/file-system.ts';
import type { ReadProgress } from './file-bytes.ts';
import { inputFault } from './input-fault.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a pipe, a socket or a file that is open already, from where it stands, chunk by chunk. A pipe is waited for
 * as long as its writer has it open.
 *
 * @param name for messages
 * @throws StillwebError STORAGE_FAILED
 */
export async function* readDescriptor(
  name: string,
  descriptor: number,
  progress: ReadProgress,
): AsyncGenerator<Buffer> {
  const chunks = fstatSync(descriptor).isFile() ? readOpened(descriptor) : readPipe(descriptor);
  try {
    for await (const chunk of chunks) {
      progress.bytesRead += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    throw inputFault(name, cause);
  }
}

/** A file as standard input. Its descriptor belongs to whoever started the process, and stays open. */
function* readOpened(descriptor: number): Generator<Buffer> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const bytesRead = readSync(descriptor, buffer, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* readPipe(descriptor: number): AsyncGenerator<Buffer> {
  // Node waits for its own standard input without a thread, so that the process can end while the writer is silent.
  const stream =
    descriptor === 0
      ? process.stdin
      : createReadStream('', { fd: descriptor, autoClose: false, highWaterMark: CHUNK_BYTES });
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } finally {
    stream.destroy();
  }
}
