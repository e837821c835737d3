import { describe, expect, it } from 'vitest';
import { canonicalizeDocument, canonicalizeFetch, canonicalizeLinks } from '../../../src/contract/canonical-fetch.ts';
import {
  MAX_DOCUMENT_CHARACTERS,
  MAX_FETCH_CHARACTERS,
  MAX_FETCH_DOCUMENTS,
  MAX_ID_BYTES,
  MAX_QUERY_BYTES,
} from '../../../src/limits.ts';

const names = (length: number) => Array.from({ length }, (_, i) => `d${i}`);

describe('a canonical fetch', () => {
  it('reads whole documents by default', () => {
    expect(canonicalizeFetch({ ids: ['a'] })).toEqual({
      request: { ids: ['a'], offset: 0, maxChars: MAX_FETCH_CHARACTERS },
    });
  });

  it('takes ids and urls together, up to fifty', () => {
    const half = MAX_FETCH_DOCUMENTS / 2;
    expect(canonicalizeFetch({ ids: names(half), urls: names(half) }).request.urls).toHaveLength(half);
    expect(() => canonicalizeFetch({ ids: names(half), urls: names(half + 1) })).toThrow(/51 documents/);
    expect(() => canonicalizeFetch({ ids: names(MAX_FETCH_DOCUMENTS + 1) })).toThrow(/ids must be a list of 1 to 50/);
  });

  it.each([{}, { ids: [] }, { urls: [] }, { ids: [''] }, { ids: 'a' }, { ids: [5] }, { id: ['a'] }])(
    'refuses %j',
    (body) => {
      expect(() => canonicalizeFetch(body)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    },
  );

  it('bounds its numbers', () => {
    for (const [field, least, most] of [
      ['offset', 0, MAX_DOCUMENT_CHARACTERS],
      ['maxChars', 1, MAX_FETCH_CHARACTERS],
    ] as const) {
      for (const value of [least, most]) expect(() => canonicalizeFetch({ ids: ['a'], [field]: value })).not.toThrow();
      for (const value of [least - 1, most + 1, most * 1000, Infinity, NaN, '5', [5], -5]) {
        expect(() => canonicalizeFetch({ ids: ['a'], [field]: value })).toThrow(`${field} must be an integer`);
      }
    }
  });

  it('bounds its texts', () => {
    expect(() => canonicalizeFetch({ ids: ['a'.repeat(MAX_ID_BYTES)] })).not.toThrow();
    expect(() => canonicalizeFetch({ ids: ['a'.repeat(MAX_ID_BYTES + 1)] })).toThrow('ids.0');
    expect(() => canonicalizeFetch({ ids: ['a'], find: 'a'.repeat(MAX_QUERY_BYTES) })).not.toThrow();
    expect(() => canonicalizeFetch({ ids: ['a'], find: 'a'.repeat(MAX_QUERY_BYTES + 1) })).toThrow('find has');
    expect(() => canonicalizeFetch({ ids: ['a'], find: '' })).toThrow('find must be');
  });

  it('knows fields by their names alone', () => {
    expect(() => canonicalizeFetch({ ids: ['a'], sections: 'x' })).toThrow('unknown field sections');
  });
});

describe('a document by its path', () => {
  it('is a fetch of one id', () => {
    expect(canonicalizeDocument('a/b', { offset: 3, index: 'shore@0f' })).toEqual({
      request: { ids: ['a/b'], offset: 3, maxChars: MAX_FETCH_CHARACTERS },
      index: { name: 'shore', id: '0f' },
    });
  });

  it('refuses fields that it has not', () => {
    expect(() => canonicalizeDocument('a', { ids: ['b'] })).toThrow('unknown field ids');
    expect(() => canonicalizeLinks({ offset: 1 })).toThrow('unknown field offset');
  });
});
