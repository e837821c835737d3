import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectCompression, readContent } from '../../../../indexer/ingest/decompression.ts';
import { MAX_ZSTD_WINDOW_BYTES } from '../../../../src/limits.ts';
import { writeInput } from '../../../support/read-collection.ts';

/** Runs of 1, 3, 4, 5, 255, 259, 260, 1,000 and 70,000 equal bytes: bzip2 writes runs of four and more in another way. */
const RUNS = Buffer.concat(
  [1, 3, 4, 5, 255, 259, 260, 1000, 70_000].map((length, index) => Buffer.alloc(length, 65 + index)),
);
const RUNS_BZIP2 = decode(
  'QlpoOTFBWSZTWR+7DKIAAAJEgeAAP+AAAQCAAAggAEhFTUejSZqCKjQ0A91muaoy4l1W3bZh+YmGGeAwIIF2IqDE5mGwggfF3JFOFCQH7sMogA==',
);
const RUNS_ZSTD = decode('KLUv/QRo9QAAWEFCQkJDREVGR0hJB5AQ4PEAbBE5+QpA/VP3ZAnsq3ZSaQ==');
const EMPTY_BZIP2 = decode('QlpoORdyRThQkAAAAAA=');
const EMPTY_ZSTD = decode('KLUv/SQAAQAAmenYUQ==');
/** 1,000 zero bytes, in a frame that asks for a window of 128 MiB. */
const WIDE_ZSTD = Buffer.from('28b52ffd04885d00001000000200d16f56c003585a074479', 'hex');
const SAMPLES = [
  ['gzip', gzipSync(RUNS)],
  ['bzip2', RUNS_BZIP2],
  ['zstd', RUNS_ZSTD],
] as const;

/** That of gzip, bit by bit. */
function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64');
}

async function expand(bytes: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readContent(writeInput('input', bytes))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('the compression of a file', () => {
  it('is told by its first bytes', () => {
    expect(detectCompression(gzipSync('x'))).toBe('gzip');
    expect(detectCompression(EMPTY_BZIP2)).toBe('bzip2');
    expect(detectCompression(EMPTY_ZSTD)).toBe('zstd');
    expect(detectCompression(Buffer.from('502a4d1800000000', 'hex'))).toBe('zstd');
    for (const text of ['', 'B', 'BZ', 'BZh0', 'BZhx', '{"a":1}', '\x1f', '\x1f\x8b', '(\xb5/']) {
      expect(detectCompression(Buffer.from(text, 'latin1'))).toBe('none');
    }
  });
});

describe.each(SAMPLES)('%s', (compression, bytes) => {
  it('expands to what was compressed', async () => {
    expect((await expand(bytes)).equals(RUNS)).toBe(true);
  });

  it('expands all its parts, one after the other', async () => {
    const parts = await expand(Buffer.concat([bytes, bytes, bytes]));
    expect(parts.equals(Buffer.concat([RUNS, RUNS, RUNS]))).toBe(true);
  });

  it('is INPUT_CORRUPT wherever it is cut off', async () => {
    for (let length = 4; length < bytes.length; length += 1) {
      await expect(expand(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'INPUT_CORRUPT',
        facts: { compression, file: expect.stringContaining('input') },
      });
    }
  });

  it('is INPUT_CORRUPT when a later part is cut off', async () => {
    const cut = Buffer.concat([bytes, bytes.subarray(0, bytes.length - 3)]);
    await expect(expand(cut)).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });

  it('never gives other content when one bit is wrong', async () => {
    for (let bit = 4 * 8; bit < bytes.length * 8; bit += 3) {
      const damaged = Buffer.from(bytes);
      damaged[bit >> 3] ^= 1 << (bit & 7);
      const outcome = await expand(damaged).catch((error: unknown) => error);
      if (outcome instanceof Buffer) expect(outcome.equals(RUNS)).toBe(true);
      else expect(outcome).toMatchObject({ code: expect.stringMatching(/^(INPUT_CORRUPT|COMPRESSION_UNSUPPORTED)$/) });
    }
  });

  it('is INPUT_CORRUPT when something else follows it', async () => {
    const followed = Buffer.concat([bytes, Buffer.from('something else')]);
    await expect(expand(followed)).rejects.toMatchObject({
      code: 'INPUT_CORRUPT',
      message: expect.stringMatching(/bytes that are not \w+ follow/),
    });
  });

  it('may be padded with zeros, and with nothing else, whose place is told', async () => {
    for (const length of [1, 3, 4, 100, 32 * 1024 - bytes.length, 600_000]) {
      const padded = Buffer.concat([bytes, Buffer.alloc(length)]);
      expect((await expand(padded)).equals(RUNS), String(length)).toBe(true);
      for (const hidden of [bytes, Buffer.from('text')]) {
        const reading = expand(Buffer.concat([padded, hidden]));
        await expect(reading).rejects.toMatchObject({
          code: 'INPUT_CORRUPT',
          message: expect.stringContaining(`from byte ${padded.length} of the file on`),
        });
      }
    }
  });
});

describe('an empty compressed file', () => {
  it.each([
    ['gzip', gzipSync('')],
    ['bzip2', EMPTY_BZIP2],
    ['zstd', EMPTY_ZSTD],
  ])('of %s has no bytes', async (_, bytes) => {
    expect((await expand(bytes)).length).toBe(0);
  });
});

describe('gzip', () => {
  it('reads members that end at and around the borders of the pieces in which it is read', async () => {
    for (let shift = -6; shift <= 6; shift += 1) {
      // Stored, not deflated: 10 bytes of header, 5 of block header, 8 of trailer.
      const first = randomBytes(32 * 1024 - 23 + shift);
      const second = Buffer.from('second');
      const both = Buffer.concat([gzipSync(first, { level: 0 }), gzipSync(second)]);
      expect((await expand(both)).equals(Buffer.concat([first, second]))).toBe(true);
    }
  });

  it('may have every part that a header can have, whose checksum is compared', async () => {
    const plain = gzipSync('text');
    const fields = Buffer.concat([Buffer.from([4, 0]), Buffer.from('xtra'), Buffer.from('name\0comment\0')]);
    const head = Buffer.from(plain.subarray(0, 10));
    // FHCRC, FEXTRA, FNAME, FCOMMENT
    head[3] = 0x02 | 0x04 | 0x08 | 0x10;
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(crc32(Buffer.concat([head, fields])) & 0xffff);
    const member = Buffer.concat([head, fields, checksum, plain.subarray(10)]);
    expect((await expand(Buffer.concat([member, member]))).toString()).toBe('texttext');
    member[head.length + fields.length] ^= 1;
    await expect(expand(member)).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });
});

describe('zstd', () => {
  it('may ask for a window as large as is lent, and one that is larger is a limit and no damage', async () => {
    // The window descriptor is an exponent above 2^10 and eighths of it (RFC 8878, section 3.1.1.1.2).
    const withWindow = (descriptor: number) => {
      const frame = Buffer.from(WIDE_ZSTD);
      frame[5] = descriptor;
      return frame;
    };
    const largest = (Math.log2(MAX_ZSTD_WINDOW_BYTES) - 10) << 3;
    expect(await expand(withWindow(largest))).toEqual(Buffer.alloc(1000));
    for (const [descriptor, log] of [
      [largest + 1, 28],
      [(28 - 10) << 3, 28],
      [(31 - 10) << 3, 31],
      [(41 - 10) << 3, 41],
    ]) {
      await expect(expand(withWindow(descriptor))).rejects.toMatchObject({
        code: 'COMPRESSION_UNSUPPORTED',
        message: expect.stringContaining(`zstd -d --long=${log} < OLD | zstd > NEW`),
        facts: { compression: 'zstd', limit: MAX_ZSTD_WINDOW_BYTES, windowBytes: expect.any(Number) },
      });
    }
  });

  it('gives the same through skippable frames, whole or not', async () => {
    const skippable = Buffer.concat([Buffer.from('5f2a4d1804000000', 'hex'), Buffer.from('skip')]);
    const both = Buffer.concat([skippable, RUNS_ZSTD, skippable]);
    expect((await expand(both)).equals(RUNS)).toBe(true);
    await expect(expand(both.subarray(0, both.length - 1))).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });
});
