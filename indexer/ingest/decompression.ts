import { StillwebError } from '../../src/errors.ts';
import { MAX_EXPANSION_RATIO, MIN_EXPANSION_BYTES } from '../../src/limits.ts';
import { expandBzip2 } from './bzip2.ts';
import { type ByteOptions, type ReadProgress, readFileBytes } from './file-bytes.ts';
import { expandGzip } from './gzip.ts';
import { expandZstd } from './zstd.ts';

export type Compression = 'none' | 'gzip' | 'bzip2' | 'zstd';

type Expander = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const EXPANDERS: { readonly [compression in Exclude<Compression, 'none'>]: Expander } = {
  gzip: expandGzip,
  bzip2: expandBzip2,
  zstd: expandZstd,
};

/** A name without the ending that says how the file is compressed: `a.md` of `a.md.gz`. */
export function withoutCompression(name: string): string {
  return name.replace(/\.(gz|bz2|zst)$/i, '');
}

/** Names a compression by the first bytes of a file, four where there are as many. Names of files are not asked. */
export function detectCompression(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68 && head[3] >= 0x31 && head[3] <= 0x39) return 'bzip2';
  const isZstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  const isSkippable = (head[0] & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return isZstd || isSkippable ? 'zstd' : 'none';
}

/**
 * The content of a file, decompressed when it is compressed, chunk by chunk; memory does not grow with the file.
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED, INPUT_CORRUPT if the compressed stream is damaged or ends early,
 *   INPUT_EXPANDS if it grows more than MAX_EXPANSION_RATIO times
 */
export async function* readContent(
  path: string,
  progress: ReadProgress,
  options: ByteOptions = {},
): AsyncGenerator<Buffer> {
  const chunks = readFileBytes(path, progress, options);
  const first = await chunks.next();
  if (first.done) return;
  const stored = prepend(first.value, chunks);
  const compression = detectCompression(first.value);
  if (compression === 'none') {
    yield* stored;
    return;
  }
  let producedBytes = 0;
  try {
    for await (const chunk of EXPANDERS[compression](stored)) {
      producedBytes += chunk.length;
      if (producedBytes > MIN_EXPANSION_BYTES && producedBytes > progress.bytesRead * MAX_EXPANSION_RATIO) {
        throw new StillwebError('INPUT_EXPANDS', `${path} grows more than ${MAX_EXPANSION_RATIO} times when expanded`, {
          file: path,
          ratio: MAX_EXPANSION_RATIO,
        });
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    // Whatever else a decoder throws, it throws because of the bytes.
    const reason = cause instanceof Error ? cause.message : String(cause);
    const facts = { file: path, compression, reason, expandedBytes: producedBytes };
    throw new StillwebError('INPUT_CORRUPT', `${path} cannot be expanded as ${compression}: ${reason}`, facts, {
      cause,
    });
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
