import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { urlHost, urlKey } from '../../../src/format/lookup-tables.ts';

describe('the key of a URL', () => {
  it.each([
    ['http://Example.org/a', 'https://www.example.org/a/'],
    ['http://example.org:80/a#part', 'http://example.org/a'],
    ['https://user@example.org:443/', 'http://example.org'],
    ['http://example.org/b/../a/./', 'http://example.org/a'],
    ['http://example.org/%2e%2E/a', 'http://example.org/a'],
    ['https://example.org/wiki/Köln?q=ä', 'https://example.org/wiki/K%C3%B6ln?q=%C3%A4'],
    ['https://example.org/a b^', 'https://example.org/a%20b%5E'],
    [String.raw`http:\\example.org\a`, 'http://example.org/a'],
    ['https:example.org/a', 'https://example.org/a'],
    [' http://exam\nple.org/a\t', 'http://example.org/a'],
    ['http://example.org./a', 'http://example.org/a'],
    ['http://example.org?q=1', 'http://example.org/?q=1'],
    ['s3://Bucket/a', 's3://bucket/a/'],
  ])('is one for %s and %s', (left, right) => {
    expect(urlKey(left)).toBe(urlKey(right));
  });

  it.each([
    ['http://example.org/A', 'http://example.org/a'],
    ['http://example.org/a?x=1', 'http://example.org/a?x=2'],
    ['http://example.org:8080/', 'http://example.org/'],
    ['http://example.org/a/b', 'http://example.org/a%2Fb'],
    ['/go?to=http://example.org/a', 'http://example.org/a'],
    ['example.org/a?u=http://other.example/b', 'http://other.example/b'],
    ['mailto:a://example.org', 'http://example.org'],
    ['http://example.org\\@other.example/', 'http://other.example/'],
  ])('tells %s from %s', (left, right) => {
    expect(urlKey(left)).not.toBe(urlKey(right));
  });
});

describe('the host of a URL', () => {
  it('is in lower case, without user and port', () => {
    expect(urlHost('HTTPS://me:pw@EN.Wikipedia.org:443/wiki')).toBe('en.wikipedia.org');
    expect(urlHost('http://host:8080?q')).toBe('host');
  });

  it.each([
    ['https://example.org\\@other.example/', 'example.org'],
    ['http://a@b@example.org/', 'example.org'],
    ['http://ex%41mple.org/', 'example.org'],
    ['http://Bücher.example/', 'bücher.example'],
    ['http://xn--bcher-kva.example/', 'xn--bcher-kva.example'],
    ['http://[2001:DB8::1]:8080/', '[2001:db8::1]'],
    ['http:///example.org/', 'example.org'],
    ['ftp://example.org', 'example.org'],
    ['http://0x7f.1/', '0x7f.1'],
    ['http://ｅxample.org/', 'ｅxample.org'],
  ])('of %s is %s', (url, host) => {
    expect(urlHost(url)).toBe(host);
  });

  it.each([
    'articles/a.md',
    '/go?to=http://example.org',
    'example.org/a?u=http://other.example',
    'mailto:a://b',
    'urn:isbn:123',
    'http://',
    'http://exa mple.org/',
    'http://a%2fb.example/',
    'http://%ff/',
    'http://[::1/',
    'http://example.org:99999/',
    'file:///home/a.html',
    '',
  ])('is empty for %j', (url) => {
    expect(urlHost(url)).toBe('');
  });

  it('is that of the parser of the language, where it needs no table', () => {
    const label = fc.stringMatching(/^[A-Za-z]{2,8}$/).filter((name) => name.toLowerCase() !== 'www');
    const part = fc.stringMatching(/^[A-Za-z0-9 ._~^'"%é-]{0,10}$/);
    const slashes = fc.constantFrom('//', '/', '', '\\\\', '/\\', '///');
    const address = fc
      .tuple(fc.constantFrom('http:', 'HTTPS:'), slashes, fc.constantFrom('', 'u@', 'u:p@'), label, label, part, part)
      .map(
        ([scheme, start, user, left, right, path, query]) =>
          `${scheme}${start}${user}${left}.${right}/${path}?${query}`,
      );
    fc.assert(
      fc.property(address, (url) => {
        const { hostname, pathname, search } = new URL(url);
        expect(urlHost(url)).toBe(hostname);
        const key = urlKey(url);
        // It also encodes this one in queries, as it does for the schemes that it knows.
        const whole = `${hostname}${pathname.replaceAll('^', '%5E')}${search.replaceAll('%27', "'")}`;
        expect(key.replaceAll('%27', "'")).toBe(whole.endsWith('/') ? whole.slice(0, -1) : whole);
      }),
    );
  });
});
