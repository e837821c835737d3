import { describe, expect, it } from 'vitest';
import type { CollectionDocument, FieldMap } from '../../../../indexer/ingest/collection.ts';
import { NamedFields } from '../../../../indexer/ingest/named-fields.ts';

function lookAt(fields: FieldMap | undefined, ...documents: Partial<CollectionDocument>[]): () => void {
  const named = new NamedFields(fields);
  for (const document of documents) named.look({ id: 'a', title: '', text: 'x', ...document });
  return () => named.refuseUnmet();
}

describe('a field that a build names', () => {
  it.each(['title', 'url', 'date', 'language', 'links'] as const)('is refused when no record has it: %s', (field) => {
    expect(lookAt({ [field]: 'publishd' }, {}, { metadata: { published: '2024-01-05' } })).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        facts: { setting: `${field}-field`, field: 'publishd' },
      }),
    );
  });

  it('is taken when one record of many has it', () => {
    expect(lookAt({ date: 'published', url: 'link' }, {}, { date: '2024-01-05' }, { url: 'u' }, {})).not.toThrow();
  });

  it('is taken when its value cannot be read and stays in the metadata', () => {
    expect(lookAt({ date: 'published' }, { metadata: { published: 'some day' } })).not.toThrow();
  });

  it('need not be there when it is not named', () => {
    expect(lookAt({}, {})).not.toThrow();
    expect(lookAt(undefined, {})).not.toThrow();
    expect(lookAt({ id: 'key', text: 'body' }, {})).not.toThrow();
  });
});
