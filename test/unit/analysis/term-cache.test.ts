import { describe, expect, it } from 'vitest';
import { TermCache } from '../../../src/analysis/term-cache.ts';

/** More words than a cache keeps, a few times over. */
const WORDS = 300_000;

describe('the term cache', () => {
  it('finds a word by any range of a text that spells it', () => {
    const cache = new TermCache<string>();
    cache.set('a cat sat', 2, 5, 'value');
    expect(cache.get('cat', 0, 3)).toBe('value');
    expect(cache.get('the cat', 4, 7)).toBe('value');
    expect(cache.get('cats', 0, 4)).toBeUndefined();
    expect(cache.get('cut', 0, 3)).toBeUndefined();
    expect(cache.get('', 0, 0)).toBeUndefined();
  });

  it('keeps the latest words whatever it has forgotten, and never gives one the value of another', () => {
    const cache = new TermCache<number>();
    let kept = 0;
    for (let number = 0; number < WORDS; number++) {
      const word = `word${number}`;
      cache.set(word, 0, word.length, number);
      expect(cache.get(word, 0, word.length) === number).toBe(true);
    }
    for (let number = 0; number < WORDS; number++) {
      const word = `word${number}`;
      const value = cache.get(word, 0, word.length);
      if (value !== undefined) {
        kept++;
        expect(value === number).toBe(true);
      }
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(1 << 17);
    expect(cache.get('word0', 0, 5)).toBeUndefined();
  });

  it('forgets when the letters of its words fill it, too', () => {
    const cache = new TermCache<number>();
    const words = Array.from({ length: 40_000 }, (_, number) => String(number).padStart(64, 'x'));
    words.forEach((word, number) => {
      cache.set(word, 0, 64, number);
    });
    expect(cache.get(words[0], 0, 64)).toBeUndefined();
    expect(cache.get(words[39_999], 0, 64)).toBe(39_999);
  });

  it('does not keep words of more than 64 code units', () => {
    const cache = new TermCache<string>();
    cache.set('x'.repeat(65), 0, 65, 'value');
    expect(cache.get('x'.repeat(65), 0, 65)).toBeUndefined();
    cache.set('x'.repeat(64), 0, 64, 'value');
    expect(cache.get('x'.repeat(64), 0, 64)).toBe('value');
  });
});
