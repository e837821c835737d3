import { describe, expect, it } from 'vitest';
import { CELLS_KIND, readCells } from '../../../src/format/cells.ts';
import { encodeSectionFile, type SectionArray } from '../../../src/format/section-file.ts';

/** Three cells of 16 dimensions, of which the second has no block. */
const sections = (change: Record<string, SectionArray> = {}) =>
  encodeSectionFile(CELLS_KIND, {
    centres: new Int8Array(3 * 16),
    starts: Uint32Array.of(0, 2, 2, 3),
    passages: new Uint32Array(3 * 32),
    words: new Int8Array(16 * 16),
    codes: new Uint8Array(3 * 128),
    ...change,
  });

// promise: decode/refuses
describe('the file of cells', () => {
  it('gives back its sections in place', () => {
    const cells = readCells('cells-000.bin', sections(), 16);
    expect([...cells.starts]).toEqual([0, 2, 2, 3]);
    expect([cells.centres.length, cells.passages.length, cells.words.length, cells.codes.length]).toEqual([
      48, 96, 256, 384,
    ]);
  });

  it.each([
    ['without a cell', sections({ starts: Uint32Array.of(0) }), /do not follow one another/],
    ['whose first block is passed over', sections({ starts: Uint32Array.of(1, 2, 2, 3) }), /do not follow/],
    ['whose cells overlap', sections({ starts: Uint32Array.of(0, 2, 1, 3) }), /do not follow/],
    ['with too few centres', sections({ centres: new Int8Array(32) }), /centres is i8\[32\]/],
    ['with too few places', sections({ passages: new Uint32Array(64) }), /passages is u32\[64\]/],
    ['with too few words', sections({ words: new Int8Array(255) }), /words is i8\[255\]/],
    ['with too few codes', sections({ codes: new Uint8Array(383) }), /codes is u8\[383\]/],
    ['of another kind', encodeSectionFile('VECT', { starts: Uint32Array.of(0, 1) }), /it holds "VECT"/],
  ])('is refused %s', (_what, bytes, message) => {
    expect(() => readCells('cells-000.bin', bytes, 16)).toThrow(message);
    expect(() => readCells('cells-000.bin', bytes, 16)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });
});
