import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/format/manifest.ts';
import { describeCroissant } from '../../../src/library/croissant.ts';

const citation = {
  name: 'mine',
  software: 'stillweb 0.1.0',
  id: '0'.repeat(32),
  generation: 'aaaa-bbbb',
  documents: 2,
  swhid: `swh:1:dir:${'1'.repeat(40)}`,
};
const file = (sha256: string) => ({ bytes: 3, sha256: sha256.repeat(64) });
const manifest = {
  files: [{ name: 'documents.arrow', ...file('c') }],
  fields: [
    { name: 'dc.date', type: 'date', documents: 1, values: 1 },
    { name: 'tags', type: 'set', documents: 1, values: 1 },
    { name: 'year', type: 'number', documents: 1, values: 1 },
  ],
  provenance: {
    software: 'stillweb 0.1.0',
    skipped: 0,
    recipe: { sha256: '', name: 'mine', settings: {}, inputs: [{ file: 'a', bytes: 1, sha256: '', url: 'https://a' }] },
  },
} as unknown as Manifest;

interface Described {
  readonly [name: string]: unknown;
  readonly distribution: readonly Record<string, unknown>[];
  readonly recordSet: readonly {
    readonly key: { '@id': string };
    readonly field: readonly Record<string, unknown>[];
  }[];
}
const describeWith = (more: object = {}) =>
  JSON.parse(
    JSON.stringify(
      describeCroissant({ citation: { ...citation, ...more }, manifest, documents: file('a'), archive: file('b') }),
    ),
  ) as Described;

describe('a description in Croissant', () => {
  it('conforms to version 1.1 and names each file by its hash, that in the archive too', () => {
    const described = describeWith();
    expect(described['@type']).toBe('sc:Dataset');
    expect(described.conformsTo).toBe('http://mlcommons.org/croissant/1.1');
    expect(
      described.distribution.map(({ '@type': type, '@id': id, contentUrl, sha256, containedIn }) => [
        ...[type, id, contentUrl, String(sha256)[0], containedIn],
      ]),
    ).toEqual([
      ['cr:FileObject', 'documents.json', 'documents.json', 'a', undefined],
      ['cr:FileObject', 'index.tar', 'index.tar', 'b', undefined],
      ['cr:FileObject', 'documents.arrow', 'aaaa-bbbb/documents.arrow', 'c', { '@id': 'index.tar' }],
    ]);
  });

  it('has a field for each member of a document, and for each typed field, with ids of their own', () => {
    const [{ key, field }] = describeWith().recordSet;
    const ids = field.map(({ '@id': id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain(key['@id']);
    const typed = field.slice(8).map(({ '@id': id, dataType, isArray, source }) => ({ id, dataType, isArray, source }));
    const from = (jsonPath: string) => ({ fileObject: { '@id': 'documents.json' }, extract: { jsonPath } });
    expect(typed).toEqual([
      { id: 'documents/fields/dc.date', dataType: 'sc:Date', source: from('$[*].fields."dc.date"') },
      { id: 'documents/fields/tags', dataType: 'sc:Text', isArray: true, source: from('$[*].fields."tags"') },
      { id: 'documents/fields/year', dataType: 'sc:Float', source: from('$[*].fields."year"') },
    ]);
  });

  it('says what was said of the collection, and leaves out what was not', () => {
    const bare = describeWith();
    expect(bare.name).toBe('mine');
    expect(['license', 'url', 'creator', 'datePublished', 'version'].filter((name) => name in bare)).toEqual([]);
    expect(bare.isBasedOn).toEqual(['https://a']);
    const said = {
      title: 'Mine',
      licence: 'MIT',
      source: 'https://example.org',
      creators: ['A'],
      published: '2007-01-01',
    };
    expect(describeWith({ ...said, version: '2' })).toMatchObject({
      name: 'Mine',
      alternateName: 'mine',
      license: 'MIT',
      url: 'https://example.org',
      creator: [{ '@type': 'sc:Organization', name: 'A' }],
      datePublished: '2007-01-01',
      version: '2',
    });
    expect(describeWith({ ...said, licenceUrl: 'https://l', source: 'from a shelf' })).toMatchObject({
      license: 'https://l',
    });
    expect('url' in describeWith({ source: 'from a shelf' })).toBe(false);
  });
});
