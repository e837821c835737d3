import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonKey } from '../../../src/format/common-key.ts';
import { urlKey } from '../../../src/format/lookup-tables.ts';

const common = (url: string): string => commonKey(urlKey(url));

describe('the common key of an address', () => {
  it.each([
    ['https://example.org/a%28b%29%2c%7Ec', 'http://www.example.org/a(b),~c'],
    ['https://example.org/%c3%a1%2f', 'https://example.org/%C3%A1%2F'],
    ['https://example.org/a?q=%c3%a1+b', 'https://example.org/a?q=á%20b'],
    ['https://bücher.example/a', 'https://xn--bcher-kva.example/a'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/'],
    ['https://example.org/a?utm_source=x&UTM_Medium=y&gclid=1&fbclid=2', 'https://example.org/a'],
    ['https://example.org/a?utm_source=x&p=1&msclkid=3', 'https://example.org/a?p=1'],
    ['https://example.org/a?', 'https://example.org/a'],
    ['https://example.org/?p=1', 'https://example.org?p=1&'],
    ['https://example.org/a/index.html', 'https://example.org/a/'],
    ['https://example.org/Default.aspx#top', 'https://example.org'],
    ['https://example.org/index.php', 'https://example.org'],
    ['https://example.org/a//b/?p=1', 'https://example.org/a/b?p=1'],
    ['https://en.m.wikipedia.org/wiki/Ada_Lovelace', 'https://en.wikipedia.org/wiki/Ada_Lovelace'],
    ['https://m.wikidata.org/wiki/Q1', 'https://wikidata.org/wiki/Q1'],
    ['https://en.wikipedia.org/wiki/ada%20 Lovelace_', 'https://en.wikipedia.org/wiki/Ada_Lovelace'],
    ['https://en.wikipedia.org/w/index.php?title=C%2B%2B', 'https://en.wikipedia.org/wiki/C++'],
    ['https://en.wikipedia.org/w/index.php?title=Who+is+it%3F&utm_id=2', 'https://en.wikipedia.org/wiki/Who_is_it%3F'],
    ['http://localhost:8080/a/index.html', 'http://localhost:8080/a'],
  ])('is one for %s and %s', (left, right) => {
    expect(common(left)).toBe(common(right));
  });

  it.each([
    ['https://example.org/a%2Fb', 'https://example.org/a/b'],
    ['https://example.org/a%3Fb', 'https://example.org/a?b'],
    ['https://example.org/a?x=%26y', 'https://example.org/a?x=&y'],
    ['https://example.org/a%2520', 'https://example.org/a%20'],
    ['https://example.org/a?p=1', 'https://example.org/a?p=2'],
    ['https://example.org/index.php?p=1', 'https://example.org/?p=1'],
    ['https://example.org/index.html.gz', 'https://example.org/'],
    ['https://m.example.org/a', 'https://example.org/a'],
    ['https://m.wikipedia.org.example/a', 'https://wikipedia.org.example/a'],
    ['https://en.wiktionary.org/wiki/polish', 'https://en.wiktionary.org/wiki/Polish'],
    ['https://en.wikipedia.org/wiki/Index.html', 'https://en.wikipedia.org/wiki'],
    ['https://en.wikipedia.org/w/index.php?title=A&oldid=7', 'https://en.wikipedia.org/wiki/A'],
    ['articles/index.html', 'articles'],
  ])('tells %s from %s', (left, right) => {
    expect(common(left)).not.toBe(common(right));
  });

  it('is the key itself for an address that is written as most are', () => {
    for (const url of [
      'https://example.org/a/b.html',
      'https://en.wikipedia.org/wiki/%C3%81ed%C3%A1n_(king)',
      'id-7',
    ]) {
      expect(common(url)).toBe(urlKey(url));
    }
  });

  it('is made of any text whatever, in a time that grows with its length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => typeof commonKey(text) === 'string'));
    const long = `example.org/wiki/${'%20_'.repeat(20_000)}?${'utm_a=1&'.repeat(20_000)}${'/'.repeat(20_000)}`;
    expect(commonKey(long).length).toBe('example.org/wiki?'.length + 20_000);
  });
});
