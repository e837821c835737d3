import { beforeAll, describe, expect, it } from 'vitest';
import { compressText, decompressText, loadCompression } from '../../../src/format/compression.ts';
import { MAX_BLOCK_TEXT_BYTES } from '../../../src/limits.ts';

beforeAll(loadCompression);

const frameOf = (text: string): Uint8Array => compressText(Buffer.from(text)) as Uint8Array;

/** The same frame with a content size of four bytes, whatever it was. */
function claim(frame: Uint8Array, bytes: number): Uint8Array {
  const sizeBytes = [1, 2, 4, 8][frame[4] >> 6];
  const windowBytes = (frame[4] & 0x20) === 0 ? 1 : 0;
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes);
  const head = Uint8Array.of(...frame.subarray(0, 4), (frame[4] & 0x3f) | 0x80, ...frame.subarray(5, 5 + windowBytes));
  return Buffer.concat([head, size, frame.subarray(5 + windowBytes + sizeBytes)]);
}

describe('a compressed text', () => {
  it.each([
    ['one block', 'alpha beta '.repeat(300)],
    ['blocks of one repeated byte', ' '.repeat(1_000_000)],
    ['more than a window of 2 MiB', ' '.repeat(3_000_000)],
    ['many blocks', Array.from({ length: 90_000 }, (_, i) => `w${(i * i) % 9_973}`).join(' ')],
  ])('comes back: %s', (_what, text) => {
    const bytes = Buffer.byteLength(text);
    expect(Buffer.from(decompressText(frameOf(text), bytes)).toString()).toBe(text);
    expect(Buffer.from(decompressText(claim(frameOf(text), bytes), bytes)).toString()).toBe(text);
  });

  it.each([
    ['48 MiB', MAX_BLOCK_TEXT_BYTES],
    ['a byte more than a block holds', 128 * 1024 + 1],
    ['4 GiB', 2 ** 32 - 1],
  ])('that claims %s, which its blocks cannot hold, is refused before room is made for it', (_what, bytes) => {
    const frame = claim(frameOf('alpha beta '.repeat(300)), bytes);
    expect(() => decompressText(frame, bytes)).toThrow(/too short/);
  });
});
