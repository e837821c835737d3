import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { type QueryParameters, readDocumentQuery, readSearchQuery } from '../../../src/contract/query-string.ts';

/** As a parser of query strings gives it: a list where a name is repeated. */
function parse(text: string): QueryParameters {
  const parameters = Object.create(null);
  for (const name of new Set(new URLSearchParams(text).keys())) {
    const values = new URLSearchParams(text).getAll(name);
    parameters[name] = values.length === 1 ? values[0] : values;
  }
  return parameters;
}

const search = (text: string) => canonicalizeSearch(readSearchQuery(parse(text)));

describe('a query string', () => {
  it('asks for what the body of the same names asks for', () => {
    const text =
      'queries=a&queries=b&k=5&offset=10&unit=passage&mode=bm25&filter.sites=x.example&filter.sites=y.example' +
      '&filter.after=2020-01-01&snippet.tokens=32&text=true&expand=2&collapse=false&maxChars=100&explain=true&index=shore@0f&session=s' +
      '&requestWords=false&fuzzy=false&denseShare=30&minCoverage=0.125&minScore=9007199254740991';
    expect(search(text)).toEqual(
      canonicalizeSearch({
        queries: ['a', 'b'],
        k: 5,
        offset: 10,
        unit: 'passage',
        mode: 'bm25',
        filter: { sites: ['x.example', 'y.example'], after: '2020-01-01' },
        snippet: { tokens: 32 },
        text: true,
        expand: 2,
        collapse: false,
        maxChars: 100,
        explain: true,
        requestWords: false,
        fuzzy: false,
        denseShare: 30,
        minCoverage: 0.125,
        minScore: Number.MAX_SAFE_INTEGER,
        index: 'shore@0f',
        session: 's',
      }),
    );
  });

  it('takes what collapse may be besides true and false', () => {
    for (const collapse of ['identical', 'duplicates', true, false])
      expect(search(`query=a&collapse=${collapse}`)).toEqual(canonicalizeSearch({ query: 'a', collapse }));
    expect(() => search('query=a&collapse=yes')).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  it('makes a list of one from a list that is named once', () => {
    expect(search('queries=a')).toEqual(canonicalizeSearch({ queries: ['a'] }));
    expect(search('query=a&filter.ids=x').request.filter).toEqual({ ids: ['x'] });
  });

  it('keeps commas, blanks and digits of a query as they are', () => {
    expect(search('query=1,+2%2C%203').request.queries).toEqual(['1, 2, 3']);
    expect(search('query=true').request.queries).toEqual(['true']);
  });

  it('takes no snippet for snippet=false', () => {
    expect(search('query=a&snippet=false').request.snippet).toBe(false);
  });

  it.each(['.5', '00.5', '1e-1', '0.5.', '0,5', ' 0.5', '', 'NaN', '-', '0.12345678901234567890'])(
    'does not read minCoverage=%s as a number',
    (share) => {
      expect(() => search(`query=a&minCoverage=${encodeURIComponent(share)}`)).toThrow(
        'minCoverage must be a number from 0 to 1, such as 0.5, not ',
      );
    },
  );

  it.each(['5.0', '05', '+5', '5e0', ' 5', '', '0x5', '1e309', 'NaN', '99999999999999999999', '5&k=5'])(
    'does not read k=%s as a number',
    (k) => {
      expect(() => search(`query=a&k=${encodeURIComponent(k).replace('%26k%3D', '&k=')}`)).toThrow(
        'k must be an integer',
      );
    },
  );

  it.each(['TRUE', '1', 'yes', ''])('does not read explain=%s as a boolean', (value) => {
    expect(() => search(`query=a&explain=${value}`)).toThrow('explain must be true or false');
  });

  it.each([
    ['kk=1', 'kk'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['filter=x', 'filter'],
    ['filter.site=x', 'filter.site'],
    ['filter.__proto__=x', 'filter.__proto__'],
    ['filter=x&filter.sites=y', 'filter'],
    ['snippet.tokens.x=1', 'snippet.tokens.x'],
  ])('names the unknown field of %s', (text, name) => {
    expect(() => search(`query=a&${text}`)).toThrow(`unknown field ${name}`);
  });

  it('says which name was most likely meant', () => {
    expect(() => search('query=a&filter.site=x')).toThrow(
      expect.objectContaining({ facts: { unknown: ['filter.site'], didYouMean: ['filter.sites'] } }),
    );
  });

  it.each(['snippet=true', 'snippet=false&snippet.tokens=3', 'query=b', 'mode=bm25&mode=bm25'])(
    'refuses %s',
    (text) => {
      expect(() => search(`query=a&${text}`)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    },
  );

  it('leaves nothing on the prototype of objects', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (parameters) => {
        try {
          readSearchQuery(parameters);
        } catch {}
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });

  it('of a document reads its range', () => {
    expect(readDocumentQuery(parse('offset=5&maxChars=7&find=x'))).toEqual({ offset: 5, maxChars: 7, find: 'x' });
  });
});
