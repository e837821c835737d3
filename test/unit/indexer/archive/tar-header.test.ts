import { expect, it } from 'vitest';
import { decodeTarHeader, encodeTarHeader } from '../../../../indexer/archive/tar-header.ts';

it.each([0, 1, 511, 8 ** 11 - 1, 8 ** 11, 2 ** 53 - 1])('a header says a size of %d', (bytes) => {
  const header = encodeTarHeader('a/b.bin', bytes);
  expect(header).toHaveLength(512);
  expect(decodeTarHeader(header)).toEqual({ name: 'a/b.bin', bytes });
});

it('a header of which one byte is another is none', () => {
  const sound = encodeTarHeader('a/b.bin', 300);
  for (let at = 0; at < sound.length; at++) {
    const header = Buffer.from(sound);
    header[at] ^= 1;
    expect(decodeTarHeader(header), String(at)).toBeNull();
  }
});

it('a name that does not fit is refused', () => {
  expect(() => encodeTarHeader('x'.repeat(101), 1)).toThrow('too long');
});
