import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  composeHaystack,
  type HaystackPlan,
  joinStraws,
  type Straw,
  tokensOf,
} from '../../../src/experiment/haystack/compose.ts';
import { cutToTokens, openTokenCounter } from '../../../src/experiment/haystack/token-counter.ts';
import { ROOT } from '../../support/program.ts';

const words = await openTokenCounter('words');
const plan: HaystackPlan = { topic: 'q', size: 20, order: 'ranked', seed: 1, isCut: true, counter: words };

function straw(id: string, text: string, rank: number | null, isGold = false): Straw {
  return { id, title: id, text, isGold, rank, tokens: tokensOf({ title: id, text }, words) };
}

/** Of one word of title and so many of text. */
const long = (id: string, count: number, rank: number | null, isGold = false) =>
  straw(id, Array.from({ length: count }, (_, i) => `${id}${i}`).join(' '), rank, isGold);

describe('a haystack', () => {
  it('holds all that is relevant whole, then the best of the others, of which it cuts the last', () => {
    const gold = [long('g', 4, 2, true), long('h', 1, null, true)];
    const made = composeHaystack(gold, [long('a', 5, 1), long('b', 3, 3), long('c', 9, 4)], plan);
    expect(made?.straws.map(({ id, isCut, tokens }) => [id, tokens, isCut])).toEqual([
      ['a', 6, undefined],
      ['g', 5, undefined],
      ['b', 4, undefined],
      ['c', 3, true],
      ['h', 2, undefined],
    ]);
    expect([made?.tokens, made?.isShort]).toEqual([20, false]);
    expect(joinStraws(made?.straws ?? [])).toContain('b\nb0 b1 b2\n\nc\nc0 c1\n\nh\nh0');
  });

  it('is none where what is relevant is longer, and says where the list ended before it was full', () => {
    expect(composeHaystack([long('g', 20, 1, true)], [], plan)).toBeNull();
    expect(composeHaystack([long('g', 19, 1, true)], [], plan)).toMatchObject({ tokens: 20, isShort: true });
    expect(composeHaystack([long('g', 2, 1, true)], [long('a', 2, 2)], plan)?.isShort).toBe(true);
  });

  it('ends before the first document without room where none is to be cut', () => {
    const made = composeHaystack([long('g', 4, 1, true)], [long('a', 30, 2), long('b', 1, 3)], {
      ...plan,
      isCut: false,
    });
    expect([made?.straws.map(({ id }) => id), made?.isShort]).toEqual([['g'], false]);
  });

  it('never has more tokens, has all of what a smaller one has, and is shuffled by its seed and by nothing else', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 0, max: 30 }),
        fc.nat(),
        (sizes, size, more, seed) => {
          const gold = [long('g', 3, null, true)];
          const others = sizes.map((count, i) => long(`d${i}`, count, i + 1));
          const shuffled = (most: number) =>
            composeHaystack(gold, others, { ...plan, size: most, order: 'shuffled', seed, isCut: false })?.straws.map(
              ({ id }) => id,
            ) ?? [];
          const [small, large] = [shuffled(size), shuffled(size + more)];
          expect(large.filter((id) => small.includes(id))).toEqual(small);
          expect(shuffled(size)).toEqual(small);
          const cut = composeHaystack(gold, others, { ...plan, size });
          expect(words.count(joinStraws(cut?.straws ?? []))).toBe(cut?.tokens);
          expect(cut?.tokens).toBeLessThanOrEqual(size);
          if (cut?.isShort === false) expect(cut.tokens).toBeGreaterThanOrEqual(size - 1);
        },
      ),
    );
    const others = Array.from({ length: 8 }, (_, i) => long(`d${i}`, 1, i + 1));
    const orders = [1, 2, 3].map((seed) =>
      composeHaystack([], others, { ...plan, order: 'shuffled', seed })
        ?.straws.map(({ id }) => id)
        .join(),
    );
    expect(new Set(orders).size).toBe(3);
  });
});

describe('tokens', () => {
  it('are what stands between white space, or what a tokenizer makes', async () => {
    expect(words.count(' one\ttwo\n\nthree ')).toBe(3);
    const folder = join(ROOT, 'test', 'fixtures', 'models', 'small-encoder');
    const counter = await openTokenCounter(folder);
    expect(counter.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(counter.count('tide tide tide')).toBe(3 * counter.count('tide'));
    expect((await openTokenCounter(`${folder}/tokenizer.json`)).sha256).toBe(counter.sha256);
  });

  it('cut a text behind a word', () => {
    expect(cutToTokens('  one two   three four', 3, words)).toBe('  one two   three');
    expect(cutToTokens('one two', 9, words)).toBe('one two');
    expect(cutToTokens('one', 0, words)).toBe('');
  });

  it('are refused by the name of what cannot be read', async () => {
    await expect(openTokenCounter('/nowhere')).rejects.toMatchObject({ code: 'INPUT_MISSING' });
    await expect(openTokenCounter(import.meta.filename)).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    await expect(openTokenCounter(import.meta.dirname)).rejects.toMatchObject({ code: 'ENCODER_DAMAGED' });
  });
});
