import { describe, expect, it } from 'vitest';
import { readPdfDate } from '../../../../indexer/ingest/pdf-date.ts';
import { type PlacedText, writePdfPage } from '../../../../indexer/ingest/pdf-lines.ts';

const line = (str: string, bottom: number): PlacedText => ({
  str,
  transform: [1, 0, 0, 1, 72, bottom],
  height: 12,
  hasEOL: true,
});

describe('the text of a page of PDF', () => {
  it('has a line for a line, and an empty one where the next is far below', () => {
    expect(writePdfPage([line('a', 700), line('b', 686), line('c', 665), line('d', 643)])).toBe('a\nb\nc\n\nd');
    expect(writePdfPage([{ ...line('a ', 700), hasEOL: false }, line('b', 700), line('', 690)])).toBe('a b');
    expect(writePdfPage([])).toBe('');
  });

  it('joins a word that is broken at the end of a line', () => {
    expect(writePdfPage([line('exam-', 700), line('ples of 1-', 686), line('2 and A-', 672), line('B', 658)])).toBe(
      'examples of 1-\n2 and A-\nB',
    );
  });
});

describe('the date of a PDF', () => {
  it.each([
    ["D:20240506070809+02'00'", '2024-05-06'],
    ['D:2024', '2024-01-01'],
    ['202405', '2024-05-01'],
    ['D:20241399', undefined],
    ['May', undefined],
    [undefined, undefined],
  ])('of %s is %s', (written, day) => {
    expect(readPdfDate(written)).toBe(day);
  });
});
