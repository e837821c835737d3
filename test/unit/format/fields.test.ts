import { describe, expect, it } from 'vitest';
import { FieldColumns } from '../../../indexer/field-columns.ts';
import type { JsonValue } from '../../../indexer/ingest/collection.ts';
import { countValues, FIELDS_KIND, fieldSections, readFields, shownValue } from '../../../src/format/fields.ts';
import { encodeSectionFile } from '../../../src/format/section-file.ts';

const METADATA: readonly { readonly [name: string]: JsonValue }[] = [
  { day: '2020-02-29', size: 3, tags: ['b', 'a', 'b'], topic: 'ü' },
  {},
  { day: 'never', size: 'many', tags: [[]], topic: ['x'] },
  { day: 1704450600, size: -1e300, tags: 'a', topic: '' },
  { size: 3 },
];

describe('the columns of typed fields', () => {
  const columns = new FieldColumns({ day: 'date', size: 'number', tags: 'set', topic: 'keyword' });
  for (const [i, metadata] of METADATA.entries()) {
    columns.add({ document: { id: `${i}`, title: '', text: '', metadata }, location: { file: 'f' }, bytesRead: 0 });
  }
  const { columns: made, descriptions } = columns.finish();
  const bytes = encodeSectionFile(FIELDS_KIND, fieldSections(made));
  const read = readFields('fields.bin', bytes, descriptions, METADATA.length);

  it('are read from their file as what the documents have', () => {
    const shown = METADATA.map((_, i) =>
      Object.fromEntries([...read].map(([name, column]) => [name, shownValue(column, i)])),
    );
    const none = { day: undefined, size: undefined, tags: undefined, topic: undefined };
    expect(shown).toEqual([
      { day: '2020-02-29', size: 3, tags: ['a', 'b'], topic: 'ü' },
      none,
      none,
      { day: '2024-01-05', size: -1e300, tags: ['a'], topic: '' },
      { ...none, size: 3 },
    ]);
  });

  it('are counted as the manifest says', () => {
    expect(descriptions).toEqual([
      { name: 'day', type: 'date', documents: 2, values: 2 },
      { name: 'size', type: 'number', documents: 3, values: 2 },
      { name: 'tags', type: 'set', documents: 2, values: 2 },
      { name: 'topic', type: 'keyword', documents: 2, values: 2 },
    ]);
    expect([...read.values()].map(countValues)).toEqual(
      descriptions.map(({ documents, values }) => ({ documents, values })),
    );
  });

  it('tell what was no value of their type', () => {
    expect(columns.tally().map(({ name, invalid, first }) => [name, invalid, first?.code])).toEqual([
      ['day', 1, 'FIELD_INVALID'],
      ['size', 1, 'FIELD_INVALID'],
      ['tags', 1, 'FIELD_INVALID'],
      ['topic', 1, 'FIELD_INVALID'],
    ]);
  });
});
