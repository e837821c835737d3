import { describe, expect, it } from 'vitest';
import { CELLS_KIND, readCells } from '../../../src/format/cells.ts';
import { encodeSectionFile, type SectionArray } from '../../../src/format/section-file.ts';

/** Three cells of 16 dimensions, of which the second has no block. */
const sections = (change: Record<string, SectionArray> = {}) =>
  encodeSectionFile(CELLS_KIND, {
    centres: new Int8Array(3 * 16),
    starts: Uint32Array.of(0, 2, 2, 3),
    passages: new Uint32Array(3 * 32),
    order: Uint32Array.from({ length: 16 }, (_, i) => 15 - i),
    tables: Uint32Array.of(8, 0, 0),
    words: new Int8Array(16 * 16),
    codes: new Uint8Array(3 * 128),
    ...change,
  });

// promise: decode/refuses
describe('the file of cells', () => {
  it('gives back its sections in place', () => {
    const cells = readCells('cells-000.bin', sections(), 16);
    expect([...cells.starts]).toEqual([0, 2, 2, 3]);
    expect([...cells.order]).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect([...cells.tables]).toEqual([8, 0, 0]);
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
    ['with tables of fewer values than there are', sections({ tables: Uint32Array.of(4, 0, 0) }), /each value once/],
    ['with tables of more', sections({ tables: Uint32Array.of(8, 2, 2) }), /each value once/],
    ['with tables that no kernel reads', sections({ tables: Uint32Array.of(6, 1, 0) }), /each value once/],
    ['with a value in two tables', sections({ order: new Uint32Array(16) }), /each value once/],
    [
      'with a value that no vector has',
      sections({ order: new Uint32Array(16).map((_, i) => i + 1) }),
      /each value once/,
    ],
    ['without an order', sections({ order: new Uint32Array(15) }), /order is u32\[15\]/],
    ['with tables of two kinds', sections({ tables: Uint32Array.of(8, 0) }), /tables is u32\[2\]/],
    ['with too few codes', sections({ codes: new Uint8Array(383) }), /codes is u8\[383\]/],
    ['of another kind', encodeSectionFile('VECT', { starts: Uint32Array.of(0, 1) }), /it holds "VECT"/],
  ])('is refused %s', (_what, bytes, message) => {
    expect(() => readCells('cells-000.bin', bytes, 16)).toThrow(message);
    expect(() => readCells('cells-000.bin', bytes, 16)).toThrow(expect.objectContaining({ code: 'INDEX_CORRUPT' }));
  });
});
