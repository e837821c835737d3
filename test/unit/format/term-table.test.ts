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
  });
});
