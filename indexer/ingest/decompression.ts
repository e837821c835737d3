import { StillwebError } from '../../src/errors.ts';
import { expandBzip2 } from './bzip2.ts';
import { type ByteOptions, type Expansion, readFileBytes } from './file-bytes.ts';
import { refuseForeign } from './foreign-compression.ts';
import { GrowthGuard } from './growth-guard.ts';
import { expandGzip } from './gzip.ts';
import { UnsupportedStream } from './unsupported-stream.ts';
import { expandZstd } from './zstd.ts';

export type Compression = 'none' | 'gzip' | 'bzip2' | 'zstd';

type Expander = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const EXPANDERS: { readonly [compression in Exclude<Compression, 'none'>]: Expander } = {
  gzip: expandGzip,
  bzip2: expandBzip2,
  zstd: expandZstd,
};

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
 * @throws StillwebError what `readFileBytes` and `expandContent` throw
 */
export function readContent(
  path: string,
  progress: Expansion = { bytesRead: 0, documents: 0 },
  { admitsArchives = false, ...options }: ByteOptions & { readonly admitsArchives?: boolean } = {},
): AsyncGenerator<Buffer> {
  return expandContent(path, readFileBytes(path, progress, options), progress, admitsArchives);
}

/**
 * The content of a file whose stored bytes are given, closed with it.
 *
 * @param progress counts what has been taken of `chunks`
 * @param admitsArchives whether a ZIP is what it may be
 * @throws StillwebError INPUT_CORRUPT if the compressed stream is damaged or ends early, COMPRESSION_UNSUPPORTED if it needs
 *   what is not here to be expanded, INPUT_EXPANDS if it grows without measure; what `chunks` throws
 */
export async function* expandContent(
  path: string,
  chunks: AsyncGenerator<Buffer>,
  progress: Expansion,
  admitsArchives = false,
): AsyncGenerator<Buffer> {
  const { value: first, done } = await chunks.next();
  if (done === true) return;
  const stored = prepend(first, chunks);
  const compression = detectCompression(first);
  if (compression === 'none') {
    try {
      refuseForeign(path, first, admitsArchives);
      yield* stored;
    } finally {
      await stored.return(undefined);
      await chunks.return(undefined);
    }
    return;
  }
  const growth = new GrowthGuard(path, progress);
  let producedBytes = 0;
  try {
    for await (const chunk of EXPANDERS[compression](stored)) {
      producedBytes += chunk.length;
      growth.admit(chunk.length);
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof StillwebError) throw cause;
    // Whatever else a decoder throws, it throws because of the bytes.
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof UnsupportedStream) {
      const facts = { file: path, compression, ...cause.facts };
      throw new StillwebError('COMPRESSION_UNSUPPORTED', `${path} ${reason}`, facts, { cause });
    }
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
