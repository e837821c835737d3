import { describe, expect, it } from 'vitest';
import { countOf, fieldsOf, flagOf, requireText, textOf, textsOf } from '../../../../src/dialects/parts/fields.ts';
import { searchQuestion } from '../../../../src/dialects/parts/search-question.ts';

describe('fields of dialects', () => {
  it('come from the body, and from the query string what the body does not name', () => {
    expect(fieldsOf({ query: { q: 'a', num: '3' }, body: { q: 'b' } })).toEqual({ q: 'b', num: '3' });
    for (const body of [undefined, null, 'text', [{ q: 'b' }]])
      expect(fieldsOf({ query: { q: 'a' }, body })).toEqual({ q: 'a' });
  });

  it('are texts where they can be, and never blank', () => {
    expect([textOf('a'), textOf(7), textOf(['b', 'c']), textOf(' '), textOf({}), textOf(null)]).toEqual([
      ...['a', '7', 'b'],
      ...[undefined, undefined, undefined],
    ]);
    expect([textOf('a\ud800'), textsOf(['\udc00', 'b'])]).toEqual(['a\ufffd', ['\ufffd', 'b']]);
    expect(() => requireText('', 'q')).toThrow('q is missing or empty');
  });

  it('are counts within bounds', () => {
    expect([countOf('7', 5, 1, 10), countOf(99, 5, 1, 10), countOf(-1, 5, 1, 10), countOf('x', 5, 1, 10)]).toEqual([
      7, 10, 1, 5,
    ]);
    expect([
      countOf(2.9, 5, 1, 10),
      countOf(null, 5, 1, 10),
      countOf(Number.NaN, 5, 1, 10),
      countOf('', 5, 1, 10),
    ]).toEqual([2, 5, 5, 5]);
  });

  it('are flags however they are written', () => {
    expect([true, 'TRUE', 1, 'on'].map((value) => flagOf(value))).toEqual([true, true, true, true]);
    expect([false, '0', 'no'].map((value) => flagOf(value, true))).toEqual([false, false, false]);
    expect([undefined, 'perhaps', {}].map((value) => flagOf(value, true))).toEqual([true, true, true]);
    expect(flagOf(['yes', 'no'])).toBe(true);
    for (const value of ['{"toString": 1}', '{"toString": null, "valueOf": null}', '[{"toString": 1}]']) {
      expect(flagOf(JSON.parse(value), true), value).toBe(true);
    }
  });

  it('are lists of texts, whole or with commas between', () => {
    expect(textsOf(['a', ' b ', '', 3])).toEqual(['a', 'b']);
    expect(textsOf('a, b,,')).toEqual(['a', 'b']);
    expect(textsOf(undefined)).toEqual([]);
  });
});

describe('a search of a dialect', () => {
  it('takes hosts from URLs and patterns, and cuts a page that reaches too deep', () => {
    const { request } = searchQuestion({
      query: 'q',
      k: 500,
      offset: 9_900,
      sites: ['https://Example.org/path', '*.b.example', 'no host!'],
      excludeSites: [],
      languages: [],
    });
    expect(request).toMatchObject({ k: 100, offset: 9_900, filter: { sites: ['b.example', 'example.org'] } });
  });

  it('is refused when none of its sites is a host, as it would be of all of them otherwise', () => {
    expect(() => searchQuestion({ query: 'q', k: 1, sites: ['no host!'] })).toThrow('must be a host name');
  });
});
