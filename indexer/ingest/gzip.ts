import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';

const OUTPUT_BYTES = 128 * 1024;
/** Input is given in pieces, so that one piece expands to 32 MiB at most (DEFLATE reaches 1 : 1032). */
const PIECE_BYTES = 32 * 1024;

/**
 * Expands gzip, all members of it. Zero bytes after the last member are padding; anything else there is damage, which
 * zlib alone would pass over (a member behind a hole of zeros).
 * @see RFC 1952, section 2.2
 */
export async function* expandGzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: OUTPUT_BYTES });
  const output: Buffer[] = [];
  gunzip.on('data', (chunk: Buffer) => output.push(chunk));
  // Without a listener, an error that comes late would end the process.
  gunzip.on('error', () => {});
  try {
    let fed = 0;
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
        const piece = chunk.subarray(start, start + PIECE_BYTES);
        const isOver = gunzip.bytesWritten < fed;
        if (!isOver) await write(gunzip, piece).catch((error) => refuse(error, fed));
        fed += piece.length;
        const unread = Math.min(piece.length, fed - gunzip.bytesWritten);
        const strange = piece.subarray(piece.length - unread).findIndex((byte) => byte !== 0);
        if (strange >= 0) {
          const place = fed - unread + strange;
          throw new Error(`bytes that are not gzip follow the last member, from byte ${place} of the file on`);
        }
        yield* output.splice(0);
      }
    }
    if (!gunzip.readableEnded) {
      const ended = once(gunzip, 'end');
      gunzip.end();
      await ended;
    }
    yield* output;
  } finally {
    gunzip.destroy();
  }
}

/** zlib takes what stands behind a member for the next one; the head of the first one was looked at before. */
function refuse(error: unknown, pieceStart: number): never {
  const isBehind = error instanceof Error && /header check|compression method|header flags/.test(error.message);
  if (!isBehind) throw error;
  const what = `bytes that are not gzip follow a member, in the ${PIECE_BYTES} bytes from byte ${pieceStart} of the file on`;
  throw new Error(what, { cause: error });
}

function write(gunzip: Gunzip, piece: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    // When the bytes are damaged, the callback is never called: only the event tells.
    gunzip.once('error', reject);
    gunzip.write(piece, (error) => {
      gunzip.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
