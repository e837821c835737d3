import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CollectionDocument } from '../../../../indexer/ingest/collection.ts';
import { DocumentPacker, unpackDocuments } from '../../../../indexer/unit/packed-documents.ts';
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
