import { expect, it } from 'vitest';
import { countSnippets } from '../../../../scripts/quality/snippet-facts.ts';
import { createAnalyzer } from '../../../../src/analysis/analyzers.ts';
import type { Hit } from '../../../../src/contract/search.ts';

const TEXT = 'One cat sat. Two dogs (of three) ran far, and a fourth slept. The end.';
const analyzer = createAnalyzer('english');

function factsOf(snippet: string, start: number, end: number, highlights: [number, number][] = []) {
  const hit: Hit = {
    ...{ rank: 1, id: 'a', url: null, title: '', score: 1 },
    ...{ snippet, highlights, fragments: [{ start, end }], start, end },
  };
  return countSnippets([{ hit, text: TEXT }], analyzer);
}

it('counts what is good and bad of a snippet', () => {
  const whole = { snippets: 1, ends: 1, sentences: 1, two: 0, split: 0, brackets: 0, offsets: 0, unmarked: 0 };
  expect(factsOf('One cat sat.', 0, 12, [[4, 7]])).toEqual(whole);
  expect(factsOf('Two dogs (of three) ran far, …', 13, 41)).toEqual({ ...whole, sentences: 0, unmarked: 1 });
  expect(factsOf('… dogs (of three) ran …', 17, 36, [[2, 6]])).toEqual({ ...whole, sentences: 0 });
});

it.each([
  ['an end amid a sentence', 'Two dogs (of three) ran', 13, 36, [[4, 8]], { ends: 0 }],
  ['a word that is split', '… ogs (of three) ran …', 18, 36, [[16, 19]], { split: 1 }],
  ['a bracket that is', '… dogs (of …', 17, 24, [[2, 6]], { brackets: 1 }],
  ['offsets that lie', 'One cat sat', 0, 12, [[4, 7]], { offsets: 1 }],
  ['a highlight that is on no word', 'One cat sat.', 0, 12, [[3, 7]], { offsets: 1 }],
] as const)('finds %s', (_name, snippet, start, end, highlights, expected) => {
  expect(
    factsOf(
      snippet,
      start,
      end,
      highlights.map(([from, to]) => [from, to]),
    ),
  ).toMatchObject(expected);
});
