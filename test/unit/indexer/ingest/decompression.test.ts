import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectCompression, readContent } from '../../../../indexer/ingest/decompression.ts';
import { MAX_EXPANSION_RATIO, MAX_ZSTD_WINDOW_BYTES, MIN_EXPANSION_BYTES } from '../../../../src/limits.ts';
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
/** 80 MiB of newlines in 81 bytes. */
const BOMB_BZIP2 = decode(
  'QlpoOTFBWSZTWStxu3EBX45AAIAQAAggADCATUZCoCWpCoCXMUFZJlNZZmhQcQEi9kAAoBAACCAAMMwFKacYSqQjYEqkI8XckU4UJAwiyaTA',
);
/** 1,000 zero bytes, in a frame that asks for a window of 128 MiB. */
const WIDE_ZSTD = Buffer.from('28b52ffd04885d00001000000200d16f56c003585a074479', 'hex');
/** The largest block of a zstd stream. */
const ZSTD_BLOCK_BYTES = 128 * 1024;

const SAMPLES = [
  ['gzip', gzipSync(RUNS)],
  ['bzip2', RUNS_BZIP2],
  ['zstd', RUNS_ZSTD],
] as const;

/** A zstd frame of zero bytes in blocks of one repeated byte: 128 KiB for each four. */
function packZeros(bytes: number): Buffer {
  const blocks = bytes / ZSTD_BLOCK_BYTES;
  const frame = Buffer.alloc(6 + blocks * 4);
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]);
  for (let i = 0; i < blocks; i++) {
    const isLast = i === blocks - 1 ? 1 : 0;
    frame.writeUIntLE((ZSTD_BLOCK_BYTES << 3) | (1 << 1) | isLast, 6 + i * 4, 3);
  }
  return frame;
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
      else expect(outcome).toMatchObject({ code: 'INPUT_CORRUPT' });
    }
  });

  it('is INPUT_CORRUPT when something else follows it', async () => {
    const followed = Buffer.concat([bytes, Buffer.from('something else')]);
    await expect(expand(followed)).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
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

  it('may be padded with zeros, and with nothing else', async () => {
    const member = gzipSync('text');
    for (const length of [1, 100, 32 * 1024 - member.length, 600_000]) {
      const padded = Buffer.concat([member, Buffer.alloc(length)]);
      expect((await expand(padded)).toString()).toBe('text');
      const hidden = Buffer.concat([padded, member]);
      await expect(expand(hidden)).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
    }
  });
});

describe('zstd', () => {
  it('is INPUT_CORRUPT when it asks for more memory than is lent', async () => {
    await expect(expand(WIDE_ZSTD)).rejects.toThrow(/a window of 134217728 bytes/);
  });

  it('may ask for a window as large as is lent, and for none that is larger', async () => {
    // The window descriptor is an exponent above 2^10 and eighths of it (RFC 8878, section 3.1.1.1.2).
    const withWindow = (descriptor: number) => {
      const frame = Buffer.from(WIDE_ZSTD);
      frame[5] = descriptor;
      return frame;
    };
    const largest = (Math.log2(MAX_ZSTD_WINDOW_BYTES) - 10) << 3;
    expect(await expand(withWindow(largest))).toEqual(Buffer.alloc(1000));
    await expect(expand(withWindow(largest + 1))).rejects.toThrow(`over ${MAX_ZSTD_WINDOW_BYTES}`);
  });

  it('gives the same through skippable frames, whole or not', async () => {
    const skippable = Buffer.concat([Buffer.from('5f2a4d1804000000', 'hex'), Buffer.from('skip')]);
    const both = Buffer.concat([skippable, RUNS_ZSTD, skippable]);
    expect((await expand(both)).equals(RUNS)).toBe(true);
    await expect(expand(both.subarray(0, both.length - 1))).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });
});

describe('a file that expands without measure', () => {
  it('is read while it is small: the ratio of little says nothing', async () => {
    const largest = packZeros(MIN_EXPANSION_BYTES);
    expect(MIN_EXPANSION_BYTES / largest.length).toBeGreaterThan(MAX_EXPANSION_RATIO);
    expect(await expand(largest)).toHaveLength(MIN_EXPANSION_BYTES);
    const longer = packZeros(MIN_EXPANSION_BYTES + ZSTD_BLOCK_BYTES);
    await expect(expand(longer)).rejects.toMatchObject({ code: 'INPUT_EXPANDS' });
  });

  it('is INPUT_EXPANDS, which names the file and the ratio', async () => {
    const path = writeInput('bomb.jsonl.bz2', BOMB_BZIP2);
    const reading = (async () => {
      for await (const chunk of readContent(path)) expect(chunk[0]).toBe(0x0a);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'INPUT_EXPANDS',
      facts: { file: path, ratio: MAX_EXPANSION_RATIO },
      message: expect.stringContaining(path),
    });
  });
});
