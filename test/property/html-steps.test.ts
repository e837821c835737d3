import { describe, expect, it } from 'vitest';
import { writeHtmlText } from '../../indexer/ingest/html-text.ts';
import { readMarkdown } from '../../indexer/ingest/markdown-text.ts';
import { PageBudget } from '../../indexer/ingest/page-budget.ts';
import { PageFault } from '../../indexer/ingest/page-fault.ts';
import { PlainText } from '../../indexer/ingest/plain-text.ts';
import { MAX_PAGE_BYTES, MAX_PAGE_STEPS } from '../../src/limits.ts';

/** Pieces that hostile pages repeat; `#` is another number each time. */
const PIECES = [
  ...['<div>', '<p>', '</p>', '<b>', '<b a#>', '<a href=#>', '<a><div>', '<i><div></i>', '<nobr><div>', '<h1><h2>'],
  ...['<p><font a#></p>', '<p><font a# b# c#>x</p>', '<p><b a#><i b#></p></b>', '<b a#><table><td>x</table>'],
  ...['<table><tr><td>', '<table>x<b>', '<table><div>', '<select><option>', '<svg><p>', '<svg><g>', '<template>'],
  ...['<video><p>x', '<canvas><p a b>x', '<object><b>', '<ruby>x<rt>', '<base href=#>', '<html a#>', '<form>', '<li>'],
];

function repeat(piece: string, characters: number): string {
  let page = '';
  for (let count = 0; page.length < characters; count += 1) page += piece.replaceAll('#', String(count));
  return page;
}

function stepsOf(page: string): number {
  const budget = new PageBudget(Number.POSITIVE_INFINITY);
  writeHtmlText(page, new PlainText(), {}, budget);
  return budget.steps;
}

it.each(PIECES)('twice as much of %j takes about twice as many steps', (piece) => {
  const steps = stepsOf(repeat(piece, 20_000));
  expect(stepsOf(repeat(piece, 40_000))).toBeLessThan(2.5 * steps + 40_000);
});

it.each([
  ['formatting that each paragraph opens again', '<p><font a#></p>'],
  ['what waits inside a player', '<video><p>x'],
  ['attributes', '<p a b c d e f g h i j>'],
  ['end tags of nothing', '</b>'],
])('a page of 16 MiB is over the budget with %s', (_name, piece) => {
  const characters = 40_000;
  expect((stepsOf(repeat(piece, characters)) * MAX_PAGE_BYTES) / characters).toBeGreaterThan(MAX_PAGE_STEPS / 2);
});

describe('honest pages', () => {
  it.each([
    ['cells of one digit', '<tr><td>1<td>2<td>3'],
    ['a list of letters', '<li>a</li>'],
    ['prose', '<p>The moon pulls the <b>sea</b>, and <a href="tides.html">twice a day</a> the water rises.</p>\n'],
    ['drawings', '<svg viewBox="0 0 8 8"><g><path d="M0 0L8 8Z M0 0L8 8Z M0 0L8 8Z" fill="none"/></g></svg>'],
  ])('of 16 MiB of %s stay under the budget', (_name, piece) => {
    const characters = 40_000;
    expect((stepsOf(repeat(piece, characters)) * MAX_PAGE_BYTES) / characters).toBeLessThan(MAX_PAGE_STEPS);
  });
});

it('a page over the budget is a bad record', () => {
  const read = () => writeHtmlText(repeat('<b a#>x', 2000), new PlainText(), {}, new PageBudget(500));
  expect(read).toThrow(PageFault);
  expect(read).toThrow('takes over 500 steps to parse');
});

it.each(['# T\n\n<div>\n<i a><i b><i c>\n</div>\n', 'Words <i a>and <i b>more</i></i>.\n'])(
  'HTML inside Markdown counts with its page: %j',
  (page) => {
    const budget = new PageBudget(Number.POSITIVE_INFINITY);
    const plain = new PageBudget(Number.POSITIVE_INFINITY);
    readMarkdown(page, budget);
    readMarkdown(
      page.replace(/<[^>]*>/g, (tag) => 'x'.repeat(tag.length)),
      plain,
    );
    expect(budget.steps).toBeGreaterThan(plain.steps);
  },
);
