import { describe, expect, it } from 'vitest';
import { canonicalizeFetch } from '../../../src/contract/canonical-fetch.ts';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import { readSearchQuery } from '../../../src/contract/query-string.ts';

describe('a number of a request', () => {
  it.each(['3', '3.0', '30e-1', '0.3E1'])('may be written %s in JSON', (number) => {
    expect(canonicalizeSearch(JSON.parse(`{"query":"a","k":${number}}`)).request.k).toBe(3);
  });

  it.each(['1e400', '-1e400', '10.5', '"10"', '1e-400', '12345678901234567890', 'null', '[10]', 'true'])(
    'is refused by name when it is %s',
    (number) => {
      for (const field of ['k', 'maxChars']) {
        const body = JSON.parse(`{"query":"a","text":true,"${field}":${number}}`);
        const facts = expect.objectContaining({ field });
        expect(() => canonicalizeSearch(body)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', facts }));
      }
      const body = JSON.parse(`{"ids":["a"],"maxChars":${number}}`);
      const facts = expect.objectContaining({ field: 'maxChars' });
      expect(() => canonicalizeFetch(body)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', facts }));
    },
  );

  it.each(['1e1', '10.0', '+10', ' 10', '0x10', '١٠', '1_0', 'Infinity', 'NaN', '-0', '00'])(
    'is refused by name when it is %j in a query string',
    (k) => {
      const facts = expect.objectContaining({ field: 'k' });
      expect(() => canonicalizeSearch(readSearchQuery({ query: 'a', k }))).toThrow(expect.objectContaining({ facts }));
    },
  );
});
