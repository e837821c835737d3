import { describe, expect, it } from 'vitest';
import { urlHost, urlKey } from '../../../src/format/lookup-tables.ts';

describe('the key of a URL', () => {
  it.each([
    ['http://Example.org/a', 'https://www.example.org/a/'],
    ['http://example.org:80/a#part', 'http://example.org/a'],
    ['https://user@example.org:443/', 'http://example.org'],
  ])('is one for %s and %s', (left, right) => {
    expect(urlKey(left)).toBe(urlKey(right));
  });

  it.each([
    ['http://example.org/A', 'http://example.org/a'],
    ['http://example.org/a?x=1', 'http://example.org/a?x=2'],
    ['http://example.org:8080/', 'http://example.org/'],
  ])('tells %s from %s', (left, right) => {
    expect(urlKey(left)).not.toBe(urlKey(right));
  });
});

describe('the host of a URL', () => {
  it('is in lower case, without user and port', () => {
    expect(urlHost('HTTPS://me:pw@EN.Wikipedia.org:443/wiki')).toBe('en.wikipedia.org');
    expect(urlHost('http://host:8080?q')).toBe('host');
  });

  it('is empty for what is no absolute URL', () => {
    expect(urlHost('articles/a.md')).toBe('');
  });
});
