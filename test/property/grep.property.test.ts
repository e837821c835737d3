import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AnalyzerName } from '../../src/analysis/analyzer.ts';
import { canonicalizeGrep } from '../../src/contract/canonical-grep.ts';
import type { GrepMatch } from '../../src/contract/grep.ts';
import { StillwebError } from '../../src/errors.ts';
import type { TextForm } from '../../src/format/documents.ts';
import { AWKWARD } from '../support/awkward-text.ts';
import { buildGreppedIndex, type GreppedIndex } from '../support/grepped-index.ts';
import { type GrepText, naiveGrep, shownMatches } from '../support/naive-grep.ts';

const WORDS = [
  ...['election', 'Elections', 'ELECTION', 'e-mail', "don't", 'U.S.A.', '3.14', '1,000', 'C++', 'C#', '.NET', 'wi-fi'],
  ...['Straße', 'STRASSE', 'ſoft', 'soft', 'Kelvin', 'Kelvin', 'ﬁnal', 'final', 'naïve', 'NAÏVE', 'ΣΟΦΟΣ', 'σοφος'],
  ...['the', 'of', 'house', 'houses', 'election.results', 'foo_bar', 'co\u00adop', 'e\u0301lan', '検索', 'カタ', 'x'],
  'a'.repeat(70),
];
/** So long that it is cut into two passages where it has no gap. */
const OVERLONG = `${'a,b;'.repeat(160)}election results`;
const SIGNS = AWKWARD.filter((sign) => sign !== '\0' && sign !== '\ud800' && sign !== '\udc00');
const GAPS = [' ', ' ', ' ', ' ', '\n', '\n', '  ', ', ', '. ', '-', '\u00a0', '\r\n', '\n\n', '', '/', ' (', ') '];

const word = fc.oneof(
  { weight: 100, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 20, arbitrary: fc.constantFrom(...SIGNS) },
  fc.constant(OVERLONG),
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(...GAPS)), { minLength: 1, maxLength: 60 })
  .map((parts) => parts.flat().join(''));

function makeDocuments(seed: number): GrepText[] {
  const texts = fc.sample(text, { numRuns: 120, seed });
  return texts.map((text, i) => ({ id: `d${i}`, text: text.trim() === '' ? 'empty' : text }));
}

/** Patterns that are often found: pieces of texts, words, and regular expressions over them. */
const piece = fc.tuple(text, fc.nat(40), fc.integer({ min: 1, max: 30 })).map(([text, from, length]) => {
  return text.slice(from % text.length, (from % text.length) + length);
});
const literal = fc.oneof(
  fc.constantFrom(...WORDS),
  piece,
  fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 4 }).map((words) => words.join(' ')),
);
const atom = fc.oneof(
  fc
    .constantFrom(...WORDS.filter((word) => word.length < 20))
    .map((word) => word.replace(/[.+*?()[\]{}|\\^$]/g, '\\$&')),
  fc.constantFrom('.', '\\w+', '\\b', '[a-z]', '[^ ]', ' ', '(?:a|b)', '(x|ss)', '^', '$', '\\d', '[[:upper:]]', '\\.'),
);
const repeated = fc
  .tuple(atom, fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,2}', '+?'))
  .map((parts) => parts.join(''));
const expression = fc
  .array(fc.oneof({ weight: 8, arbitrary: repeated }, fc.constantFrom('|', '(?i)')), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''));
const body = fc.record({
  pattern: literal,
  regexp: fc.constant(false),
  ignoreCase: fc.boolean(),
  wholeWords: fc.boolean(),
});
const expressionBody = fc.record({
  pattern: expression,
  regexp: fc.constant(true),
  ignoreCase: fc.boolean(),
  wholeWords: fc.boolean(),
});
const paging = fc.record({
  limit: fc.constantFrom(1, 3, 100, 1000),
  steps: fc.constantFrom(1, 2000, 100_000, 1 << 25),
});

describe.each<[number, AnalyzerName, TextForm]>([
  [11, 'english', 'plain'],
  [12, 'plain', 'compressed'],
  [13, 'english', 'compressed'],
])('greps over generated collection %i, %s, %s', (seed, analyzer, texts) => {
  let given: GreppedIndex;
  beforeAll(async () => {
    given = await buildGreppedIndex(makeDocuments(seed), analyzer, texts);
  });

  const compare = (body: object, paged: { limit: number; steps: number }): void => {
    const { request } = canonicalizeGrep(body);
    const pages = given.grepAll({ ...body, limit: paged.limit }, paged.steps);
    const matches: GrepMatch[] = pages.flatMap((page) => page.matches);
    const wanted = naiveGrep(given.documents, request, analyzer);
    // The end of a match that is longer than what is shown is cut.
    const shown = shownMatches(matches);
    expect(shown.map(([id, start]) => [id, start])).toEqual(wanted.map(([id, start]) => [id, start]));
    for (const [i, [, start, end]] of wanted.entries()) if (end - start < 100) expect(shown[i][2]).toBe(end);
    expect(pages.reduce((sum, { scanned }) => sum + scanned, 0)).toBe(given.documents.length);
  };

  it('find for literals what a scan of every line finds, on pages of any size', () => {
    fc.assert(
      fc.property(body, paging, (body, paged) => {
        fc.pre(!body.pattern.includes('\n'));
        compare(body, paged);
      }),
      { numRuns: 100, seed },
    );
  });

  it('find for regular expressions what a scan of every line finds, on pages of any size', () => {
    fc.assert(
      fc.property(expressionBody, paging, (body, paged) => {
        try {
          compare(body, paged);
        } catch (error) {
          if (!(error instanceof StillwebError && error.code === 'PATTERN_INVALID')) throw error;
          fc.pre(false);
        }
      }),
      { numRuns: 100, seed },
    );
  });
});
