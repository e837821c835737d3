import { describe, expect, it } from 'vitest';
import { encodeSectionFile, planSectionFile, SectionFile, sectionFileBytes } from '../../../src/format/section-file.ts';

const arrays = {
  bytes: Uint8Array.of(1, 2, 3),
  signed: Int8Array.of(-128, 127),
  shorts: Uint16Array.of(65_535),
  words: Uint32Array.of(0xffffffff, 7),
  places: Float64Array.of(2 ** 52 + 1),
  none: new Uint32Array(0),
};

// promise: decode/refuses
describe('a section file', () => {
  it('gives back every array in place', () => {
    const file = new SectionFile('x.bin', 'TEST', encodeSectionFile('TEST', arrays));
    expect(file.get('bytes', 'u8')).toEqual(arrays.bytes);
    expect(file.get('signed', 'i8')).toEqual(arrays.signed);
    expect(file.get('shorts', 'u16')).toEqual(arrays.shorts);
    expect(file.get('words', 'u32', 2)).toEqual(arrays.words);
    expect(file.get('places', 'f64')).toEqual(arrays.places);
    expect(file.get('none', 'u32')).toHaveLength(0);
  });

  it('puts every section at a multiple of 64 bytes', () => {
    const { header, sections } = planSectionFile('TEST', [
      { name: 'a', type: 'u8', elements: 65 },
      { name: 'b', type: 'f64', elements: 1 },
    ]);
    expect(sections.map(({ offset }) => offset % 64)).toEqual([0, 0]);
    expect(sections[1].offset).toBe(header.length + 128);
    expect(sectionFileBytes(sections, header.length)).toBe(header.length + 192);
  });

  it.each([
    ['another magic', (bytes: Uint8Array) => bytes.fill(0, 0, 4), 'INDEX_CORRUPT', /magic/],
    ['a later version', (bytes: Uint8Array) => bytes.fill(9, 4, 5), 'INDEX_TOO_NEW', /version 9/],
    ['an earlier version', (bytes: Uint8Array) => bytes.fill(0, 4, 5), 'INDEX_TOO_OLD', /version 0/],
    ['another kind', (bytes: Uint8Array) => bytes.fill(65, 8, 12), 'INDEX_CORRUPT', /AAAA/],
    [
      'more sections than it has room for',
      (bytes: Uint8Array) => bytes.fill(255, 12, 15),
      'INDEX_CORRUPT',
      /does not fit/,
    ],
    ['a section of an unknown type', (bytes: Uint8Array) => bytes.fill(99, 32, 33), 'INDEX_CORRUPT', /unknown type/],
    [
      'a section beyond its end',
      (bytes: Uint8Array) => bytes.fill(255, 48, 54),
      'INDEX_CORRUPT',
      /is not at \d+ of its \d+ bytes/,
    ],
  ])('refuses %s, naming the file', (_what, damage, code, message) => {
    const bytes = encodeSectionFile('TEST', arrays);
    damage(bytes);
    expect(() => new SectionFile('x.bin', 'TEST', bytes)).toThrow(expect.objectContaining({ code }));
    expect(() => new SectionFile('x.bin', 'TEST', bytes)).toThrow(message);
    expect(() => new SectionFile('x.bin', 'TEST', bytes)).toThrow(/^x\.bin/);
  });

  it('refuses a section that is absent, of another type or of another length', () => {
    const file = new SectionFile('x.bin', 'TEST', encodeSectionFile('TEST', arrays));
    expect(() => file.get('nothing', 'u8')).toThrow(/nothing is absent/);
    expect(() => file.get('bytes', 'i8')).toThrow(/bytes is u8\[3\], not i8/);
    expect(() => file.get('words', 'u32', 3)).toThrow(/words is u32\[2\], not u32\[3\]/);
  });

  it('never reads outside its bytes, whatever they are', () => {
    const whole = encodeSectionFile('TEST', arrays);
    for (let length = 0; length < 200; length++) {
      expect(() => new SectionFile('x.bin', 'TEST', whole.slice(0, length))).toThrow(
        expect.objectContaining({ code: 'INDEX_CORRUPT' }),
      );
    }
  });
});
