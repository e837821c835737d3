import { afterEach, describe, expect, it } from 'vitest';
import { textLines } from '../../../../src/cli/found/text-lines.ts';
import { outputColumns } from '../../../../src/cli/terminal/text-width.ts';

const { columns } = process.stdout;
afterEach(() => {
  process.stdout.columns = columns;
});

describe('the columns of standard output', () => {
  it.each([
    [120, 120],
    [24, 24],
    [12, 12],
    [4, 12],
    [0, 80],
    [undefined, 80],
  ])('of a terminal that says %s are %i', (told, expected) => {
    process.stdout.columns = told as number;
    expect(outputColumns()).toBe(expected);
  });
});

it.each([12, 18, 29, 30, 80])('hits fit a terminal of %i columns, but for addresses', (width) => {
  const hit = {
    rank: 1,
    id: 'a',
    url: null,
    title: 'Tides of the inner sea',
    score: 7,
    passage: { id: 'a#0', start: 0, end: 1 },
  };
  const snippet = 'The tide comes in twice a day and leaves pools behind.';
  const found = {
    index: { name: 'shore', id: '0123' },
    result: { query: 'tide', hits: [{ ...hit, snippet, highlights: [] }] },
    remarks: [],
    fusion: null,
  };
  const lines = textLines(found as never, { columns: width, measure: (text) => text.length, isColoured: false });
  const wrapped = lines.filter((line) => !/score|Index/.test(line));
  expect(Math.max(...wrapped.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(wrapped.join(' ').replace(/\s+/g, ' ')).toContain(snippet);
});
