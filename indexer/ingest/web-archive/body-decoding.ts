import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { isGzip } from '../../../src/bytes/gzip.ts';
import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';
import { MAX_PAGE_BYTES } from '../../../src/limits.ts';
import { PageFault } from '../page-fault.ts';
import { expandZstd } from '../zstd.ts';
import { joinChunks } from './chunked-body.ts';
import type { NamedHeaders } from './named-headers.ts';

/** Codings put on top of each other: nobody sends more. */
const MAX_CODINGS = 4;

/**
 * The content of a response: its chunks joined, what it was packed with for the way undone. A body that is kept unpacked
 * under the headers of a packed one is taken as it is.
 *
 * @param isCut whether the archive itself says that it holds only the beginning
 * @throws PageFault RECORD_BROKEN for a body that is damaged or ends early, COMPRESSION_UNSUPPORTED, DOCUMENT_TOO_LARGE
 */
export async function decodeBody(body: Buffer, { values }: NamedHeaders, isCut: boolean): Promise<Buffer> {
  let bytes = body;
  const transfers = readCodings(values.get('transfer-encoding'));
  if (transfers.includes('chunked')) {
    const joined = joinChunks(body);
    if (joined !== null && !joined.isWhole && !isCut) throw broken('ends before its last chunk');
    bytes = joined?.bytes ?? body;
  }
  const codings = [...readCodings(values.get('content-encoding')), ...transfers.filter((name) => name !== 'chunked')];
  if (codings.length > MAX_CODINGS) throw broken(`is packed over ${MAX_CODINGS} times`);
  for (const coding of codings.reverse()) bytes = await undo(coding, bytes, isCut);
  if (bytes.length > MAX_PAGE_BYTES) throw tooLarge();
  return bytes;
}

function readCodings(list: string | undefined): string[] {
  const names = lowerAscii(list ?? '').split(',');
  return names.map((name) => trimWhiteSpace(name)).filter((name) => name !== '' && name !== 'identity');
}

async function undo(coding: string, bytes: Buffer, isCut: boolean): Promise<Buffer> {
  if (bytes.length === 0) return bytes;
  const finishFlush = isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
  const options = { maxOutputLength: MAX_PAGE_BYTES, finishFlush };
  try {
    switch (coding) {
      case 'gzip':
      case 'x-gzip':
        return isGzip(bytes) ? gunzipSync(bytes, options) : bytes;
      case 'deflate':
        // Of old, servers have sent it without the frame that the standard asks for.
        return (bytes[0] & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
          ? inflateSync(bytes, options)
          : inflateRawSync(bytes, options);
      case 'br': {
        const flush = isCut ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_FINISH;
        return brotliDecompressSync(bytes, { maxOutputLength: MAX_PAGE_BYTES, finishFlush: flush });
      }
      case 'zstd':
        return bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528 ? await expandZstdBody(bytes) : bytes;
    }
  } catch (cause) {
    if (cause instanceof PageFault) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    // Only a packed body begins as one, but brotli and bare deflate begin with nothing of their own.
    if ((coding === 'br' || coding === 'deflate') && isUtf8(bytes)) return bytes;
    throw broken(`cannot be expanded as ${coding}`, { cause });
  }
  const facts = { compression: coding };
  throw new PageFault('COMPRESSION_UNSUPPORTED', `is packed with ${coding}, which is not read`, undefined, { facts });
}

async function expandZstdBody(bytes: Buffer): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of expandZstd(once(bytes))) {
    length += part.length;
    if (length > MAX_PAGE_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

function broken(what: string, options?: ErrorOptions): PageFault {
  return new PageFault('RECORD_BROKEN', `has a body that ${what}`, undefined, options);
}

function tooLarge(): PageFault {
  const what = `has a body of over ${MAX_PAGE_BYTES} bytes`;
  return new PageFault('DOCUMENT_TOO_LARGE', what, undefined, { facts: { limit: MAX_PAGE_BYTES } });
}
