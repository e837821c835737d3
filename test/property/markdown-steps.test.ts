import { expect, it } from 'vitest';
import { readMarkdown } from '../../indexer/ingest/markdown-text.ts';
import { PageBudget } from '../../indexer/ingest/page-budget.ts';
import { MAX_PAGE_NESTING, MAX_PAGE_STEPS } from '../../src/limits.ts';

/** Pieces that hostile pages repeat. */
const PIECES = [
  ...[
    'x',
    '!',
    '.',
    '[',
    '![',
    '[](',
    '[a](',
    '[a](<',
    '[a](b "',
    '*',
    '_',
    '*a_ ',
    '**a ',
    '~~a ',
    '`',
    'a`',
    '`a``',
    '<',
    'x <a ',
  ],
  ...[
    'x <!--',
    'x <?',
    'x <![CDATA[',
    '&a',
    '\\',
    '- a\n',
    '1. a\n',
    '> a\n',
    'a|b\n-|-\n',
    '|a',
    '[a]: b\n',
    '[a]: b\n(c\n',
  ],
  ...[
    '[^a]',
    '[^',
    '[^a]: b\n',
    '^[',
    'www.a.b.',
    'http://',
    'a@b.',
    '# ',
    'a\n=\n',
    '```\na\n',
    '    a\n\n',
    '<div>\n',
    '\t',
    '\n',
    '(',
    ')',
  ],
];

function stepsOf(source: string): number {
  const budget = new PageBudget(Number.POSITIVE_INFINITY);
  readMarkdown(source, budget);
  return budget.steps;
}

it.each(PIECES)('twice as much of %j takes twice as many steps', (piece) => {
  for (const [before, after] of [
    ['', ''],
    ['a ', '@'],
    ['', ' ]()'],
  ]) {
    const repeat = (length: number) => before + piece.repeat(length / piece.length) + after;
    expect(stepsOf(repeat(4000))).toBeLessThan(2.5 * stepsOf(repeat(2000)) + 1000);
    expect(stepsOf(repeat(4000))).toBeLessThan(40 * 4000);
  }
});

it.each([
  ['a table of 64 million cells', `${'|a'.repeat(8000)}|\n${'|-'.repeat(8000)}|\n${'|\n'.repeat(8000)}`],
  ['quotes and lists inside each other', '> - '.repeat(40)],
])('%s is parsed within the budget', (_, source) => {
  expect(stepsOf(source)).toBeLessThan(MAX_PAGE_STEPS);
});

it.each(['*a ', '|\n', '['])('a page over the budget is PAGE_TOO_SLOW: %j', (piece) => {
  expect(() => readMarkdown(piece.repeat(5000), new PageBudget(4000))).toThrow(
    expect.objectContaining({ code: 'PAGE_TOO_SLOW', facts: { budget: 4000, unit: 'steps of the parser' } }),
  );
});

it('a page nested deeper than the limit is DOCUMENT_UNREADABLE, and none is above it', () => {
  expect(readMarkdown(`${'>'.repeat(MAX_PAGE_NESTING - 1)} a`).text).toBe('a');
  expect(() => readMarkdown(`${'>'.repeat(MAX_PAGE_NESTING)} a`)).toThrow(
    expect.objectContaining({ code: 'DOCUMENT_UNREADABLE' }),
  );
});
