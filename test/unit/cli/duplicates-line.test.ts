import { expect, it } from 'vitest';
import { describeDuplicates } from '../../../src/cli/duplicates-line.ts';
import type { Hit } from '../../../src/contract/search.ts';

const HIT: Hit = { rank: 1, id: 'a', url: null, title: '', score: 1 };
const IDS = Array.from({ length: 100 }, (_, i) => `d${i}`);

it.each<[string[], Partial<Hit>]>([
  [[], {}],
  [['the same text: d0'], { duplicates: IDS.slice(0, 1) }],
  [['the same text: d0, d1, d2'], { duplicates: IDS.slice(0, 3) }],
  [['the same text: d0, d1, d2 and 1 more'], { duplicates: IDS.slice(0, 4) }],
  [['the same text: d0, d1, d2 and 147 more'], { duplicates: IDS, moreDuplicates: 50 }],
  [['the same text: a b'], { duplicates: ['a\nb'] }],
  [['nearly the same text: d0, d1, d2 and 2 more'], { nearDuplicates: IDS.slice(0, 4), moreNearDuplicates: 1 }],
  [['the same text: d0', 'nearly the same text: d9'], { duplicates: ['d0'], nearDuplicates: ['d9'] }],
])('lines of the terminal name three of the same text, and of nearly the same, and count the rest: %j', (lines, of) => {
  expect(describeDuplicates({ ...HIT, ...of })).toEqual(lines);
});
