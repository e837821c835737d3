import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListEncoder } from '../../../../indexer/invert/list-encoder.ts';
import { xorshift32 } from '../../../../src/evaluation/xorshift.ts';
import { decodeList, GAP_FORMS, PACKED_FORM, readForm, writeForm } from '../../../../src/format/frequent-list.ts';
import { encodeList, fits } from '../../../support/encode-list.ts';

const WINDOWS = 2;

interface List {
  readonly passages: number[];
  readonly impacts: number[];
}

/** Postings with gaps around a mean, and impacts up to a bound; one number describes thousands. */
const lists = fc
  .record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    meanGap: fc.constantFrom(3, 10, 40, 90, 300, 700, 4000),
    largestImpact: fc.constantFrom(1, 200, 400, 700, 8191, 16_383),
  })
  .map(({ seed, meanGap, largestImpact }): List => {
    const next = xorshift32(seed | 1);
    const list: List = { passages: [], impacts: [] };
    const last = WINDOWS * 2 ** 14;
    for (let passage = next() % (2 * meanGap); passage < last; passage += 1 + (next() % (2 * meanGap))) {
      list.passages.push(passage);
      list.impacts.push(1 + (next() % largestImpact));
    }
    return list;
  })
  .filter(({ passages }) => passages.length > 0);

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function encode(encoder: ListEncoder, { passages, impacts }: List): Uint32Array {
  // Behind others, as the indexer has them.
  const before = [7, 9];
  const all = [Uint32Array.from([...before, ...passages]), Uint16Array.from([...before, ...impacts])] as const;
  return encoder.encode(...all, before.length, before.length + passages.length);
}

describe('the encoder of frequent lists', () => {
  it.each(['plain', 'compact'] as const)('writes %s lists that read back as they were', (layout) => {
    const encoder = new ListEncoder(WINDOWS, layout);
    fc.assert(
      fc.property(lists, (list) => {
        const bytes = bytesOf(encode(encoder, list));
        const found = decodeList(bytes, 0, encoder.form, encoder.rows);
        expect([...found.passages]).toEqual(list.passages);
        expect([...found.impacts]).toEqual(list.impacts);
      }),
      { numRuns: 200 },
    );
  });

  it('writes the bytes that the format says, in the smallest form or one that is a few bytes larger', () => {
    const encoder = new ListEncoder(WINDOWS, 'compact');
    const seen = new Set<number>();
    fc.assert(
      fc.property(lists, (list) => {
        const words = encode(encoder, list);
        seen.add(encoder.form);
        const plainly = encodeList(readForm(encoder.form), list.passages, list.impacts, WINDOWS);
        expect(Buffer.from(bytesOf(words)).equals(Buffer.from(plainly.bytes))).toBe(true);
        expect(Array.from(encoder.rows, (row) => row & 0xffff)).toEqual(plainly.entries);
        const sizes = [PACKED_FORM, ...GAP_FORMS]
          .filter((form) => fits(form, list.impacts))
          .map((form) => encodeList(form, list.passages, list.impacts, WINDOWS).bytes.length);
        expect(words.length * 4 - Math.min(...sizes)).toBeLessThanOrEqual(4 + 2 * WINDOWS);
        expect(words.length).toBeLessThanOrEqual(list.passages.length);
      }),
      { numRuns: 120, seed: 1 },
    );
    expect(seen.size).toBe(1 + GAP_FORMS.length);
  });

  it('bridges wide gaps by entries of impact 0, and tells where every 64 of them end', () => {
    const passages = Array.from({ length: 200 }, (_, i) => 4 * i + (i < 100 ? 0 : 800));
    const encoder = new ListEncoder(1, 'compact');
    const words = encode(encoder, { passages, impacts: passages.map((_, i) => (i % 2 === 0 ? 300 : 500)) });
    expect(encoder.form).toBe(writeForm({ entryBytes: 2, gapBits: 8 }));
    expect(encoder.rows[0]).toBe((500 << 16) | 203);
    const shorts = new Uint16Array(words.buffer, words.byteOffset, words.length * 2);
    // Three codes and their impacts, then the places of entries 63, 127 and 191.
    expect([...shorts.subarray(0, 7)]).toEqual([3, 0, 300, 500, 4 * 63, 4 * 124 + 800, 4 * 188 + 800]);
    const entry = (gap: number, code: number) => gap | (code << 8);
    expect([...shorts.subarray(7, 10)]).toEqual([entry(0, 1), entry(4, 2), entry(4, 1)]);
    // A gap of 804 is three of 255 and one of 39.
    const bridge = [entry(255, 0), entry(255, 0), entry(255, 0), entry(39, 1)];
    expect([...shorts.subarray(7 + 100, 7 + 104)]).toEqual(bridge);
  });
});
