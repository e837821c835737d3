import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableLength } from '../../../src/analysis/passage-tokens.ts';
import { RUN_FIELDS } from '../../../src/bytes/escaped-text.ts';
import { PassageCache, type ShownPassage } from '../../../src/retrieval/passage-cache.ts';

function shownOf(passage: number, characters: number): ShownPassage {
  const title = new Uint32Array([passage]);
  const text = `${passage}`.padEnd(characters, '.');
  const heading = { id: `${passage}`, url: null, title: '', passage: { id: `${passage}#0`, start: 0, end: 1 } };
  const signs = { isOpened: passage % 2 === 0, isClosed: true };
  return { heading, text, start: passage, title, ...signs, head: '{', tail: `:${passage}}` };
}

function tokensOf(passage: number, count: number) {
  return { data: new Uint32Array(tableLength(count)).fill(passage + 1), base: 0, count };
}

describe('the cache of passages', () => {
  it('gives back what it was given, or nothing', () => {
    const addition = fc.record({ passage: fc.nat(40), characters: fc.nat(60), count: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(addition, { maxLength: 200 }), (additions) => {
        const cache = new PassageCache(1024, 800);
        const sizes = new Map<number, { characters: number; count: number }>();
        for (const { passage, characters, count } of additions) {
          if (cache.get(passage) === undefined) {
            cache.add(passage, shownOf(passage, characters), tokensOf(passage, count));
            sizes.set(passage, { characters, count });
          }
          let total = 0;
          for (const [known, size] of sizes) {
            const found = cache.get(known);
            if (found === undefined) continue;
            const { data, base, count: length } = found.tokens;
            expect(length).toBe(size.count);
            expect(data.subarray(base, base + tableLength(length)).every((value) => value === known + 1)).toBe(true);
            const shown = shownOf(known, size.characters);
            expect(found.text).toBe(shown.text);
            expect([...found.title]).toEqual([...shown.title]);
            expect(found.isOpened).toBe(shown.isOpened);
            expect(found.heading).toEqual(shown.heading);
            const json = Buffer.from(found.bytes.subarray(found.headAt, found.end)).toString();
            expect(json).toBe(`${shown.head}${shown.text}${shown.tail}`);
            total += found.text.length;
          }
          expect(total).toBeLessThanOrEqual(800);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the latest, and forgets all on demand', () => {
    const cache = new PassageCache(16 * (tableLength(16) + 1 + RUN_FIELDS + 4), 1 << 20);
    for (let passage = 0; passage < 100; passage++) cache.add(passage, shownOf(passage, 9), tokensOf(passage, 16));
    expect(Array.from({ length: 100 }, (_, i) => i).filter((i) => cache.get(i) !== undefined)).toEqual(
      Array.from({ length: 16 }, (_, i) => 84 + i),
    );
    cache.clear();
    expect(cache.get(99)).toBeUndefined();
  });

  it('does not keep a passage that would push out many', () => {
    const cache = new PassageCache(16 * (tableLength(25) + 1 + RUN_FIELDS + 26), 1600);
    cache.add(1, shownOf(1, 101), tokensOf(1, 1));
    cache.add(2, shownOf(2, 1), tokensOf(2, 32));
    cache.add(3, shownOf(3, 100), tokensOf(3, 25));
    expect([1, 2, 3].map((passage) => cache.get(passage) !== undefined)).toEqual([false, false, true]);
  });
});
