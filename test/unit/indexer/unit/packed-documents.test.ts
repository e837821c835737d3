import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CollectionDocument } from '../../../../indexer/ingest/collection.ts';
import { DocumentPacker, hashDocuments, unpackDocuments } from '../../../../indexer/unit/packed-documents.ts';
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
});
