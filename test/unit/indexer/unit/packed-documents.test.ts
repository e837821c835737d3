import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CollectionDocument } from '../../../../indexer/ingest/collection.ts';
import {
  DocumentPacker,
  hashDocuments,
  packDocuments,
  takePart,
  UNCOUNTED_CHARACTERS,
  unpackDocuments,
} from '../../../../indexer/unit/packed-documents.ts';
import { UNIT_CHARACTERS } from '../../../../indexer/unit/unit-file.ts';
import { canonicalJson } from '../../../../src/bytes/canonical-json.ts';
import { ExactNumber } from '../../../../src/bytes/exact-number.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const documents: fc.Arbitrary<CollectionDocument[]> = fc.array(
  fc.record(
    {
      id: fc.string({ unit: 'grapheme', minLength: 1 }),
      title: text,
      text: fc.oneof(text, fc.constant('long '.repeat(30_000))),
      url: fc.webUrl(),
      links: fc.array(fc.string({ unit: 'grapheme' })),
      metadata: fc.constant({ a: [1, null, 'é', { b: new ExactNumber('1.10') }] }),
    },
    { requiredKeys: ['id', 'title', 'text'] },
  ),
  { maxLength: 12 },
);

function hashOf(given: readonly CollectionDocument[]): string {
  const packer = new DocumentPacker();
  for (const document of given) packer.add(document);
  return hashDocuments(packer.finish());
}

describe('the hash of packed documents', () => {
  const first = { id: 'a', title: 'one', text: 'alpha', url: 'https://example.org/', metadata: { size: 1 } };
  const second = { id: 'b', title: '', text: 'beta' };

  it('is the same for equal documents, also behind a message to another thread', () => {
    fc.assert(
      fc.property(documents, (given) => {
        const packer = new DocumentPacker();
        for (const document of given) packer.add(document);
        const packed = packer.finish();
        const hash = hashDocuments(packed);
        expect(hashDocuments(structuredClone(packed))).toBe(hash);
        expect(hashOf(given.map((document) => ({ ...document })))).toBe(hash);
      }),
    );
  });

  it('is another one for every difference, be it between two texts of the same letters', () => {
    const others: CollectionDocument[][] = [
      [first],
      [second, first],
      [{ ...first, id: 'c' }, second],
      [{ ...first, title: 'onea', text: 'lpha' }, second],
      [{ ...first, text: 'alpHa' }, second],
      [{ ...first, url: 'https://example.org/b' }, second],
      [{ ...first, metadata: { size: 2 } }, second],
      [first, { ...second, links: ['a'] }],
      [first, { ...second, date: '2024-01-01' }],
      [first, { ...second, language: 'en' }],
    ];
    const hashes = [[first, second], ...others].map(hashOf);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('packed documents', () => {
  it('come out as they went in, unit after unit', () => {
    const packer = new DocumentPacker();
    fc.assert(
      fc.property(documents, (given) => {
        for (const document of given) packer.add(document);
        expect(packer.count).toBe(given.length);
        expect(packer.characters).toBe(given.reduce((sum, { title, text }) => sum + title.length + text.length, 0));
        const packed = structuredClone(packer.finish());
        const asText = given.map((document) =>
          document.metadata === undefined ? document : { ...document, metadata: canonicalJson(document.metadata) },
        );
        expect(unpackDocuments(packed)).toEqual(asText);
        expect(packer.count + packer.characters).toBe(0);
      }),
    );
  });

  it('are the same in part as those documents packed alone', () => {
    const some = documents.filter((given) => given.length > 0);
    const part = some.chain((given) => fc.tuple(fc.constant(given), fc.nat(given.length - 1), fc.nat(given.length)));
    fc.assert(
      fc.property(part, ([given, from, length]) => {
        const to = Math.min(given.length, from + length);
        const taken = takePart(packDocuments(given), from, to);
        const alone = packDocuments(given.slice(from, to));
        expect(hashDocuments(taken)).toBe(hashDocuments(alone));
        expect(unpackDocuments(structuredClone(taken))).toEqual(unpackDocuments(alone));
      }),
      { numRuns: 30 },
    );
  });

  const long = (characters: number) => 'x'.repeat(characters);
  it.each<[string, Omit<CollectionDocument, 'id' | 'title' | 'text'>]>([
    ['metadata', { metadata: { note: long(60_000) } }],
    ['links', { links: Array.from({ length: 10 }, (_, i) => `${i}${long(6000)}`) }],
    ['an address', { url: `https://example.org/${long(8000)}` }],
  ])('fill a unit with %s alone, and not before they pass what is not counted', (_what, rest) => {
    const packer = new DocumentPacker();
    const each = rest.url === undefined ? 60_000 : 8000;
    let count = 0;
    while (packer.characters < UNIT_CHARACTERS) {
      packer.add({ id: `d${count}`, title: '', text: 'a', ...rest });
      count += 1;
      if (count * each < UNCOUNTED_CHARACTERS * 0.9) expect(packer.characters).toBe(count);
    }
    expect(count * each).toBeLessThan((UNIT_CHARACTERS + UNCOUNTED_CHARACTERS) * 1.1);
  });
});
