import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TERM_KIND } from '../../../src/format/postings.ts';
import { encodeSectionFile, SectionFile } from '../../../src/format/section-file.ts';
import { encodeTerms, TermTable } from '../../../src/format/term-table.ts';

const word = fc.oneof(
  fc.stringMatching(/^[ab]{0,12}$/),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    '',
    'ü',
    '漢字',
    'aaaa',
    'a'.repeat(15),
    'a'.repeat(16),
    'a'.repeat(3000),
    'b'.repeat(300),
  ),
);

function inOrder(texts: readonly string[]): string[] {
  return [...texts].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

function encode(texts: readonly string[]): Uint8Array {
  return encodeSectionFile(TERM_KIND, encodeTerms(texts.map((text) => Buffer.from(text))));
}

function open(bytes: Uint8Array, size: number): TermTable {
  return TermTable.read(new SectionFile('terms-000.bin', TERM_KIND, bytes), size);
}

describe('the terms of a shard', () => {
  it('are found by their text, and nothing else is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 60 }), fc.array(word), (texts, others) => {
        const sorted = inOrder(texts);
        const table = open(encode(sorted), sorted.length);
        expect(sorted.map((text) => table.find(text))).toEqual(sorted.map((_, i) => i));
        expect(others.map((text) => table.find(text))).toEqual(others.map((text) => sorted.indexOf(text)));
        const begins = [...texts, ...others]
          .map((text) => text.slice(0, 3))
          .filter((text) => text.isWellFormed() && text !== '');
        const holds = (text: string) =>
          table.holdsBeginning(Buffer.from(text), Buffer.byteLength(text), 0, table.blocks);
        expect(begins.map(holds)).toEqual(begins.map((text) => sorted.some((term) => term.startsWith(text))));
      }),
      { numRuns: 1000 },
    );
  });

  it('are listed in their order, while others are looked for', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 60 }), (texts) => {
        const sorted = inOrder(texts);
        const table = open(encode(sorted), sorted.length);
        const listed: string[] = [];
        for (const text of table.all()) {
          listed.push(text);
          table.find('aaaaaa');
        }
        expect(listed).toEqual(sorted);
      }),
      { numRuns: 300 },
    );
  });

  it('are visited in their order, but for those that begin as one behind which they are passed over', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 80 }), fc.nat(4), fc.nat(4), (texts, low, count) => {
        const sorted = inOrder(texts).map((text) => Buffer.from(text));
        const table = open(encode(inOrder(texts)), sorted.length);
        const high = Math.min(table.blocks, low + count);
        const visit = (passed: (term: Buffer) => number) => {
          const visited: [number, Buffer][] = [];
          table.visitBlocks(low, high, (bytes, length, ordinal) => {
            const term = Buffer.from(bytes.subarray(0, length));
            visited.push([ordinal, term]);
            return passed(term);
          });
          return visited;
        };
        const within = [...sorted.entries()].slice(low * 16, high * 16);
        expect(visit(() => Number.POSITIVE_INFINITY)).toEqual(within);
        let last: Buffer | null = null;
        const kept = within.filter(([ordinal, term]) => {
          const isLike =
            last !== null && ordinal % 16 > 0 && last.length >= 2 && term.subarray(0, 2).equals(last.subarray(0, 2));
          if (!isLike) last = term;
          return !isLike;
        });
        expect(visit(() => 2)).toEqual(kept);
      }),
      { numRuns: 500 },
    );
  });

  it('have the bytes that the format says', () => {
    const terms = ['car', 'card', 'care', `care${'s'.repeat(20)}`, ...'fghijklmnopq'].map((text) => Buffer.from(text));
    const { 'term.keys': keys, 'term.blocks': blocks, 'term.bytes': bytes } = encodeTerms([...terms, Buffer.from('ü')]);
    expect([...keys]).toEqual([0x63617200, 0xc3bc0000]);
    const first = [
      '30636172',
      '1364',
      '1365',
      `f405${'73'.repeat(20)}`,
      ...terms.slice(4).map((term) => `10${term.toString('hex')}`),
    ];
    expect(Buffer.from(bytes as Uint8Array).toString('hex')).toBe(`${first.join('')}20c3bc`);
    const end = first.join('').length / 2;
    expect([...blocks]).toEqual([0, end, end + 3]);
  });

  it('are refused for another number of them, and when they do not end where they should', () => {
    const texts = inOrder(Array.from({ length: 40 }, (_, i) => `term${i}`));
    const corrupt = expect.objectContaining({ code: 'INDEX_CORRUPT' });
    expect(() => open(encode(texts), 60)).toThrow(corrupt);
    const sections = encodeTerms(texts.map((text) => Buffer.from(text)));
    const shorter = encodeSectionFile(TERM_KIND, { ...sections, 'term.bytes': sections['term.bytes'].slice(1) });
    expect(() => open(shorter, 40)).toThrow(corrupt);
    const { 'term.keys': keys, 'term.bytes': bytes } = sections;
    const damaged = {
      'term.keys': keys,
      'term.blocks': Uint32Array.of(0, bytes.length - 1, 0, bytes.length),
      'term.bytes': bytes,
    };
    const table = open(encodeSectionFile(TERM_KIND, damaged), 40);
    expect(() => table.visitBlocks(1, 2, () => Number.POSITIVE_INFINITY)).toThrow(corrupt);
  });
});
