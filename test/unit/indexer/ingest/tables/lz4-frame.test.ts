import { describe, expect, it } from 'vitest';
import { expandLz4Frame } from '../../../../../indexer/ingest/tables/lz4-frame.ts';

/** Frames by lz4 1.9: `printf 'abcabcabcabcabcabcabcabc!' | lz4 -c --no-frame-crc`, and one block that is stored. */
const HEAD = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const END = [0, 0, 0, 0];
/** Three literals, a match of 17 from three back, and five literals at the end. */
const BLOCK = [0x3d, 0x61, 0x62, 0x63, 0x03, 0x00, 0x50, 0x63, 0x61, 0x62, 0x63, 0x21];
const frame = (block: readonly number[], isStored = false) =>
  Uint8Array.from([...HEAD, block.length, 0, 0, isStored ? 0x80 : 0, ...block, ...END]);

describe('a frame of LZ4', () => {
  it('expands literals, matches that overlap themselves, and stored blocks', () => {
    expect(Buffer.from(expandLz4Frame(frame(BLOCK), 25)).toString()).toBe('abcabcabcabcabcabcabcabc!');
    expect(Buffer.from(expandLz4Frame(frame([0x61, 0x62], true), 2)).toString()).toBe('ab');
  });

  it('goes on in one block with what another has written', () => {
    const second = [0x0f, 0x03, 0x00, 0x00, 0x00];
    const both = [...HEAD, 3, 0, 0, 0x80, 0x61, 0x62, 0x63, second.length - 1, 0, 0, 0, ...second.slice(0, 4), ...END];
    // A match of 19 from three back.
    expect(Buffer.from(expandLz4Frame(Uint8Array.from(both), 22)).toString()).toBe(`${'abc'.repeat(7)}a`);
  });

  it('is refused wherever it is cut, with another length, and with a distance that leads out', () => {
    const whole = frame(BLOCK);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => expandLz4Frame(whole.subarray(0, length), 25)).toThrow(
        expect.objectContaining({ code: 'TABLE_INVALID' }),
      );
    }
    for (const length of [0, 24, 26]) expect(() => expandLz4Frame(whole, length)).toThrow('LZ4');
    const far = BLOCK.map((byte, place) => (place === 4 ? 9 : byte));
    expect(() => expandLz4Frame(frame(far), 25)).toThrow('LZ4');
  });
});
