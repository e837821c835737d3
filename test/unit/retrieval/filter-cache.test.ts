import { describe, expect, it } from 'vitest';
import { Bitmap } from '../../../src/retrieval/bitmap.ts';
import { FilterCache } from '../../../src/retrieval/filter-cache.ts';

/** Asks for keys in turn. @returns those that had to be made */
function madeBy(cache: FilterCache, keys: string, passages = 8): string {
  let made = '';
  for (const key of keys) {
    cache.get(key, () => {
      made += key;
      return new Bitmap(passages);
    });
  }
  return made;
}

describe('a cache of filters', () => {
  it('makes each bitmap once, and gives the same one again', () => {
    const cache = new FilterCache();
    const first = cache.get('a', () => new Bitmap(8));
    expect(cache.get('a', () => new Bitmap(8))).toBe(first);
    expect(madeBy(cache, 'aba')).toBe('b');
  });

  it('keeps those that were used last, as many as there is room for', () => {
    // Each takes a byte of bits, two of key, and 256 around them.
    const cache = new FilterCache(2 * 259);
    expect(madeBy(cache, 'abab')).toBe('ab');
    expect(madeBy(cache, 'c')).toBe('c');
    expect(madeBy(cache, 'b')).toBe('');
    expect(madeBy(cache, 'a')).toBe('a');
    expect(madeBy(cache, 'b')).toBe('');
    expect(madeBy(cache, 'c')).toBe('c');
  });

  it('keeps nothing that is larger than its room, and all that it had', () => {
    const cache = new FilterCache(300);
    expect(madeBy(cache, 'a')).toBe('a');
    expect(madeBy(cache, 'bb', 8 * 100)).toBe('bb');
    expect(madeBy(cache, 'a')).toBe('');
  });
});
