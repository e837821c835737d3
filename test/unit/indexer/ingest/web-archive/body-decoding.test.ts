import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../../../../indexer/ingest/web-archive/body-decoding.ts';
import { joinChunks } from '../../../../../indexer/ingest/web-archive/chunked-body.ts';
import { parseHeaders } from '../../../../../indexer/ingest/web-archive/named-headers.ts';
import { MAX_PAGE_BYTES } from '../../../../../src/limits.ts';
import { chunked } from '../../../../support/web-archive.ts';

const TEXT = Buffer.from('<p>words, été, and words again\n'.repeat(50));
const CODINGS: readonly (readonly [coding: string, pack: (bytes: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['identity', (bytes) => bytes],
];

function headers(lines: string) {
  return parseHeaders(Buffer.from(`HTTP/1.1 200 OK\r\n${lines}\r\n`));
}

describe('the body of a response', () => {
  it.each(CODINGS)('packed as %s is unpacked, in chunks too', async (coding, pack) => {
    expect(await decodeBody(pack(TEXT), headers(`Content-Encoding: ${coding}\r\n`), false)).toEqual(TEXT);
    const both = headers(`Content-Encoding: ${coding}\r\nTransfer-Encoding: Chunked\r\n`);
    expect(await decodeBody(chunked(pack(TEXT), 7), both, false)).toEqual(TEXT);
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'chunked'])(
    'kept unpacked under a header of %s is as it is',
    async (coding) => {
      const name = coding === 'chunked' ? 'Transfer-Encoding' : 'Content-Encoding';
      expect(await decodeBody(TEXT, headers(`${name}: ${coding}\r\n`), false)).toEqual(TEXT);
    },
  );

  it('packed twice is unpacked in the other order', async () => {
    const packed = gzipSync(brotliCompressSync(TEXT));
    expect(await decodeBody(packed, headers('Content-Encoding: br, gzip\r\n'), false)).toEqual(TEXT);
  });

  it('packed five times is refused', async () => {
    const five = headers(`Content-Encoding: ${Array(5).fill('gzip').join(',')}\r\n`);
    await expect(decodeBody(TEXT, five, false)).rejects.toMatchObject({ code: 'RECORD_BROKEN' });
  });

  it.each(CODINGS.slice(0, 5))('that grows over the limit as %s is refused', async (coding, pack) => {
    const packed = pack(Buffer.alloc(MAX_PAGE_BYTES + 1, 'ab'));
    const named = headers(`Content-Encoding: ${coding}\r\n`);
    await expect(decodeBody(packed, named, false)).rejects.toMatchObject({ code: 'DOCUMENT_TOO_LARGE' });
  });
});

describe('chunks', () => {
  it('are joined to what was cut, whatever it is and however it was cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (bytes, size) => {
        const body = Buffer.from(bytes);
        expect(joinChunks(chunked(body, size))).toEqual({ bytes: body, isWhole: true });
      }),
    );
  });

  it('that end early give what there is', () => {
    expect(joinChunks(Buffer.from('3\r\nabc\r\n5\r\nde'))).toEqual({ bytes: Buffer.from('abcde'), isWhole: false });
    expect(joinChunks(Buffer.from('FF\r\nabc'))).toEqual({ bytes: Buffer.from('abc'), isWhole: false });
    expect(joinChunks(Buffer.from('3\r\nabcx'))).toBeNull();
  });
});
