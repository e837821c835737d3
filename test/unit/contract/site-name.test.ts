import { describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';

function sitesOf(sites: readonly string[]): unknown {
  return canonicalizeSearch({ query: 'q', filter: { sites } }).request.filter?.sites;
}

describe('a host of a filter', () => {
  it.each([
    ['EXAMPLE.org.', 'example.org'],
    ['localhost', 'localhost'],
    ['a_b.example', 'a_b.example'],
    ['bücher.example', 'bücher.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['[2001:DB8::1]', '[2001:db8::1]'],
    ['[2001:0db8:0:0::1]', '[2001:db8::1]'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['[::ffff:192.0.2.1]', '[::ffff:c000:201]'],
  ])('%s is %s', (site, name) => {
    expect(sitesOf([site])).toEqual([name]);
  });

  it.each([
    ['*.example.org', 'example.org'],
    ['.example.org', 'example.org'],
    ['https://Example.org/', 'example.org'],
    ['example.org/path', 'example.org'],
    ['example.org:443', 'example.org'],
    ['user@example.org', 'example.org'],
  ])('is never %s, which is told what was meant', (site, meant) => {
    expect(() => sitesOf(['ok.example', site])).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        facts: expect.objectContaining({ field: 'filter.sites.1', didYouMean: meant }),
      }),
    );
    expect(() => canonicalizeSearch({ query: 'q', filter: { excludeSites: [site] } })).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ field: 'filter.excludeSites.0' }) }),
    );
  });

  it.each(['*', '.', '*.', 'a..b', 'a b', 'a,b', 'a%2eb', 'x"', 'a\u0000b', '[::1', '[1:2]', '[a:]', '::1'])(
    'is never %j',
    (site) => {
      expect(() => sitesOf([site])).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
    },
  );
});
