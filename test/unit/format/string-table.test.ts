import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSlots, StringTableBuilder, slotCount } from '../../../src/format/string-table.ts';

const strings = fc.uniqueArray(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', 'constructor', '', 'ü', '漢字', 'a'.repeat(3000)),
  ),
);

describe('a string table', () => {
  it('finds every string by its ordinal and every ordinal by its string', () => {
    fc.assert(
      fc.property(strings, (texts) => {
        const builder = new StringTableBuilder();
        expect(texts.map((text) => builder.add(text))).toEqual(texts.map((_, i) => i));
        expect(texts.map((text) => builder.add(text))).toEqual(texts.map((_, i) => i));
        const table = builder.build();
        expect(table.size).toBe(texts.length);
        expect(texts.map((text) => table.find(text))).toEqual(texts.map((_, i) => i));
        expect(texts.map((_, i) => table.get(i))).toEqual(texts);
      }),
      { numRuns: 300 },
    );
  });

  it('does not find what was not added', () => {
    const builder = new StringTableBuilder();
    for (let i = 0; i < 5000; i++) builder.add(`term${i}`);
    const table = builder.build();
    for (const text of ['', 'term', 'term5000', 'Term1', 'term1 ', '__proto__', 'x'.repeat(5000)]) {
      expect(table.find(text)).toBe(-1);
    }
  });

  it('has the same slots however it grew', () => {
    const builder = new StringTableBuilder();
    for (let i = 0; i < 10_000; i++) builder.add(`${i}`);
    const { offsets, bytes, slots } = builder.build();
    expect(slots).toEqual(makeSlots(offsets, bytes));
    expect(slots.length).toBe(slotCount(10_000));
  });

  it('ends its search in a table without an empty slot', () => {
    const builder = new StringTableBuilder();
    for (let i = 0; i < 4; i++) builder.add(`${i}`);
    const table = builder.build();
    table.slots.fill(1);
    expect(table.find('nowhere')).toBe(-1);
  });
});

describe('adding bytes to a string table', () => {
  it('is adding the text that they spell', () => {
    fc.assert(
      fc.property(strings, (texts) => {
        const byText = new StringTableBuilder();
        const byBytes = new StringTableBuilder();
        for (const text of [...texts, ...texts]) {
          const padded = Buffer.from(`[${text}]`);
          expect(byBytes.addBytes(padded, 1, padded.length - 1)).toBe(byText.add(text));
        }
        expect(byBytes.view()).toEqual(byText.view());
        expect(byBytes.build()).toEqual(byText.build());
      }),
    );
  });
});
