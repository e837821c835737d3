import { expect, it } from 'vitest';
import { describeDuplicates } from '../../../src/cli/duplicates-line.ts';
import type { Hit } from '../../../src/contract/search.ts';

const HIT: Hit = { rank: 1, id: 'a', url: null, title: '', score: 1 };
const IDS = Array.from({ length: 100 }, (_, i) => `d${i}`);

it.each<[string | null, Partial<Hit>]>([
  [null, {}],
  ['d0', { duplicates: IDS.slice(0, 1) }],
  ['d0, d1, d2', { duplicates: IDS.slice(0, 3) }],
  ['d0, d1, d2 and 1 more', { duplicates: IDS.slice(0, 4) }],
  ['d0, d1, d2 and 147 more', { duplicates: IDS, moreDuplicates: 50 }],
  ['a b', { duplicates: ['a\nb'] }],
])('a line of the terminal names three of the same text and counts the rest: %s', (line, of) => {
  expect(describeDuplicates({ ...HIT, ...of })).toBe(line);
});
