import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../../src/bytes/exact-number.ts';
import { findValue, readKeyword, readKeywords, readNumber } from '../../../src/contract/field-value.ts';
import { MAX_KEYWORD_BYTES, MAX_SET_KEYWORDS } from '../../../src/limits.ts';

describe('a number of metadata', () => {
  it.each([
    [3, 3],
    [-2.5, -2.5],
    [-0, 0],
    ['2020', 2020],
    ['-1.5e3', -1500],
    [new ExactNumber('1.10'), 1.1],
    [new ExactNumber('9007199254740993'), 2 ** 53],
  ])('%s is %s', (value, number) => {
    expect(Object.is(readNumber(value), number)).toBe(true);
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new ExactNumber('1e400'),
    '1e400',
    'NaN',
    'Infinity',
    '0x10',
    ' 1',
    '1,000',
    '',
    '1'.repeat(401),
    true,
    null,
    [3],
    { a: 3 },
  ])('%s is none', (value) => {
    expect(readNumber(value)).toBeNull();
  });
});

describe('a keyword of metadata', () => {
  it.each([
    ['Maths', 'Maths'],
    ['', ''],
    [' a b ', ' a b '],
    [true, 'true'],
    [17, '17'],
    [new ExactNumber('1.10'), '1.10'],
  ])('%s is the text %s', (value, keyword) => {
    expect(readKeyword(value)).toBe(keyword);
  });

  it.each([[['a']], [{ a: 'a' }], [null]])('%j is none', (value) => {
    expect(readKeyword(value)).toBeNull();
  });

  it('has as many bytes as the limit says, and no more', () => {
    expect(readKeyword('é'.repeat(MAX_KEYWORD_BYTES / 2))).not.toBeNull();
    expect(readKeyword(`${'é'.repeat(MAX_KEYWORD_BYTES / 2)}a`)).toBeNull();
  });
});

describe('a set of metadata', () => {
  it('is a list of distinct keywords, or one alone', () => {
    expect(readKeywords(['b', 'a', 'b', 1])).toEqual(['b', 'a', '1']);
    expect(readKeywords('a')).toEqual(['a']);
  });

  it('is none as soon as one of it is no keyword', () => {
    expect(readKeywords(['a', ['b']])).toBeNull();
    expect(readKeywords(['a', 'b'.repeat(MAX_KEYWORD_BYTES + 1)])).toBeNull();
  });

  it('has as many keywords as the limit says, and no more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`);
    expect(readKeywords(many(MAX_SET_KEYWORDS))).toHaveLength(MAX_SET_KEYWORDS);
    expect(readKeywords(many(MAX_SET_KEYWORDS + 1))).toBeNull();
  });
});

describe('the value of a field', () => {
  const document = { id: 'd', title: 'T', url: null, date: '2020-01-01', language: 'en' };
  const of = (metadata: Record<string, unknown>, name: string) => findValue({ ...document, metadata }, name);

  it('is that at the path of its name, a whole name first', () => {
    expect(of({ a: { b: { c: 1 } } }, 'a.b.c')).toBe(1);
    expect(of({ 'a.b': 2, a: { b: 1 } }, 'a.b')).toBe(2);
    expect(of({ a: { 'b.c': 3 } }, 'a.b.c')).toBe(3);
  });

  it.each([
    [{ a: null }, 'a'],
    [{ a: [] }, 'a'],
    [{ a: 'x' }, 'a.length'],
    [{ a: ['x'] }, 'a.0'],
    [{}, 'constructor'],
    [{ a: {} }, 'a.toString'],
    [{ a: new ExactNumber('1.10') }, 'a.text'],
  ])('of %j at %s is none', (metadata, name) => {
    expect(of(metadata, name)).toBeUndefined();
  });

  it('is that of the document where it has such a member and the metadata have none', () => {
    expect(of({}, 'date')).toBe('2020-01-01');
    expect(of({ date: 'spring' }, 'date')).toBe('spring');
    expect(of({}, 'url')).toBeUndefined();
    expect(findValue(document, 'language')).toBe('en');
    expect(findValue(document, 'text')).toBeUndefined();
  });
});
