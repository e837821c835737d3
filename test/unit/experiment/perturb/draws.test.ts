import { expect, it } from 'vitest';
import { Draws, seedOf } from '../../../../src/experiment/perturb/draws.ts';

// Figures that hashlib of Python gives too: a machine that draws others perturbs another experiment.
it('draws the same on every machine', () => {
  const draws = new Draws('0123456789abcdef');
  expect([draws.at(), draws.at('word', 'tide pool', 0), draws.at('word', 'tide pool', 1), draws.at('é')]).toEqual([
    2_692_211_545, 2_952_561_967, 534_718_821, 2_140_060_437,
  ]);
  expect(seedOf(7, 'query-spelling', null, null)).toBe('b598098a3fa197ac');
  expect(seedOf(7, 'query-spelling', 's1', 12)).toBe('41ef09c6a66736bb');
});

it('draws each place by itself, whatever was drawn before', () => {
  const first = new Draws('a');
  const second = new Draws('a');
  second.at('other');
  expect(second.at('place', 3)).toBe(first.at('place', 3));
  expect(first.at('place', 3)).not.toBe(first.at('place', 4));
  expect(first.at('place', 3)).not.toBe(first.at('place', '3'));
  expect(first.at('place', 3)).not.toBe(new Draws('b').at('place', 3));
});

it('lets happen at a higher chance all that happens at a lower one, and as much as the chance says', () => {
  const draws = new Draws('c');
  const happening = (chance: number) => Array.from({ length: 4000 }, (_, i) => draws.happens(chance, i));
  const [never, few, many, all] = [0, 200, 700, 1000].map(happening);
  expect(never).not.toContain(true);
  expect(all).not.toContain(false);
  expect(few.every((happens, i) => !happens || many[i])).toBe(true);
  // Fixed figures, within three standard deviations of 800 and 2800.
  expect([few, many].map((list) => list.filter(Boolean).length)).toEqual([848, 2805]);
});
