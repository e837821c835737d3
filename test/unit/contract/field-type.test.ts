import { describe, expect, it } from 'vitest';
import { checkFieldTypes, isFieldName, readFieldDeclarations } from '../../../src/contract/field-type.ts';
import { MAX_FIELD_NAME_CHARACTERS, MAX_FIELDS } from '../../../src/limits.ts';

const refused = (facts: object) =>
  expect.objectContaining({ code: 'SETTING_INVALID', facts: expect.objectContaining(facts) });

describe('a declaration of fields', () => {
  it('gives a type to each name, which may be a path', () => {
    expect(readFieldDeclarations(['year:number', 'meta.lang:keyword', 'größe:number', '@type:set'])).toEqual({
      year: 'number',
      'meta.lang': 'keyword',
      größe: 'number',
      '@type': 'set',
    });
  });

  it.each(['year', ':number', 'a b:set', '-a:set', '.a:set', 'a"b:set', 'a:b:set', 'a>b:set'])(
    'is refused as %s',
    (text) => {
      expect(() => readFieldDeclarations([text])).toThrow(refused({ setting: 'field' }));
    },
  );

  it('with a slip in a type names the type that was meant', () => {
    expect(() => readFieldDeclarations(['year:nubmer'])).toThrow(refused({ field: 'year', didYouMean: 'number' }));
  });

  it('is refused when it names a field twice', () => {
    expect(() => readFieldDeclarations(['year:number', 'year:date'])).toThrow(refused({ field: 'year' }));
  });

  it('is the same in any order', () => {
    expect(Object.keys(checkFieldTypes({ b: 'set', a: 'date', B: 'number' }))).toEqual(['B', 'a', 'b']);
  });

  it('may have as many fields, with names as long, as the limits say', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 'set' as const]));
    expect(Object.keys(checkFieldTypes(many(MAX_FIELDS)))).toHaveLength(MAX_FIELDS);
    expect(() => checkFieldTypes(many(MAX_FIELDS + 1))).toThrow(refused({ limit: MAX_FIELDS }));
    expect(isFieldName('é'.repeat(MAX_FIELD_NAME_CHARACTERS))).toBe(true);
    expect(isFieldName('é'.repeat(MAX_FIELD_NAME_CHARACTERS + 1))).toBe(false);
  });
});
