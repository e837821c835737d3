import { describe, expect, it } from 'vitest';
import { UrlSet } from '../../../src/format/url-set.ts';

describe('a set of URLs', () => {
  it.each([
    ['https://example.org/a', 'http://www.example.org/a/', true],
    ['https://example.org/a', 'https://EXAMPLE.org:443/a#part', true],
    ['https://example.org/a', 'https://example.org/a?utm_source=x', true],
    ['https://example.org/a', 'https://example.org/%61', true],
    ['https://example.org/a', 'https://example.org/A', false],
    ['https://example.org/a', 'https://example.org/a/b', false],
    ['https://example.org/a', 'https://sub.example.org/a', false],
    ['https://example.org/', 'https://example.org', true],
    ['https://en.wikipedia.org/wiki/A_b', 'https://en.m.wikipedia.org/wiki/a%20b', true],
    ['https://example.org/data/*', 'https://example.org/data/x/y', true],
    ['https://example.org/data/*', 'http://www.example.org/data', true],
    ['https://example.org/data/*', 'https://example.org/database', false],
    ['https://example.org/data*', 'https://example.org/database', true],
    ['https://example.org/*', 'https://example.org.evil/', false],
    ['https://example.org/*', 'https://example.org?q', true],
    ['https://example.org/?utm_source=*', 'https://example.org/?utm_source=x', true],
    ['https://example.org/?utm_source=*', 'https://example.org/a', false],
    ['https://example.org/%7Ed/*', 'https://example.org/~d/x', true],
    ['https://xn--bcher-kva.example/*', 'https://bücher.example/x', true],
  ])('%s has %s: %s', (entry, url, isIn) => {
    expect(new UrlSet([entry]).has(url)).toBe(isIn);
  });

  it('has none where nothing is given', () => {
    expect(new UrlSet([]).has('https://example.org/')).toBe(false);
  });
});
