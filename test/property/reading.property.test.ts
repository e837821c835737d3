import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadingView } from '../../src/contract/search.ts';
import { contentsOf, readHeadings } from '../../src/reading/headings.ts';
import { chooseRange, type TextRequest, tellView } from '../../src/reading/read-view.ts';
import { findSection, readContents } from '../../src/reading/section.ts';

const PIECES = [
  ...['# One\n', '## Two\n', '### Three\n', '== Wiki ==\n', '==Tight==\n', '## Two ##\n', '#no\n', '=\n', '#\n'],
  ...['```\n', '~~~\n', 'A line. ', 'Short', 'word ', '- item\n', '[page 2]\n', 'x'.repeat(50)],
  ...['\n', '\n\n', '\n \n', '\r\n', ' ', '\t', '😀', '\ud83d', 'é', '東京'],
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
const cuts = fc.constantFrom<ReadingView>({ cut: 'line' }, { cut: 'paragraph' }, { toc: true });

interface Shown {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly told: ReturnType<typeof tellView>;
}

function read(text: string, request: Partial<TextRequest>): Shown {
  const whole = { offset: 0, maxChars: 1_000_000, ...request };
  const range = chooseRange(text, whole, { start: 0, end: Number.MAX_SAFE_INTEGER });
  return { ...range, text: text.slice(range.start, range.end), told: tellView(text, whole, range) };
}

/** Pages joined by `next`. */
function readPages(text: string, maxChars: number, view: ReadingView): string[] {
  const pages: string[] = [];
  for (let offset: number | null | undefined = 0; typeof offset === 'number'; ) {
    const page = read(text, { offset, maxChars, view });
    pages.push(page.text);
    offset = page.told.next;
    if (pages.length > text.length + 1) throw new Error('reading does not go on');
  }
  return pages;
}

describe('pages of a text', () => {
  it('that next joins are the whole text, for every bound', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 60 }), cuts, (text, maxChars, view) => {
        const pages = readPages(text, maxChars, view);
        expect(pages.join('')).toBe(text);
        for (const [i, page] of pages.entries()) {
          // A pair of surrogates is one page where it fits none.
          expect(page.length).toBeLessThanOrEqual(Math.max(maxChars, 2));
          if (i < pages.length - 1) expect(page.length * 2 + 2).toBeGreaterThanOrEqual(maxChars);
          expect(page).toBe(Buffer.from(page, 'utf16le').toString('utf16le'));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('are those of a section, and of no other', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 60 }), (text, at, maxChars) => {
        const contents = readContents(text);
        if (contents.length === 0) return;
        const { heading } = contents[at % contents.length];
        const { start, end } = findSection(text, heading.name);
        const section = heading.name;
        expect(readPages(text, maxChars, { section, cut: 'line' }).join('')).toBe(text.slice(start, end));
      }),
      { numRuns: 300 },
    );
  });
});

describe('lines', () => {
  it('are those of split, and are numbered as they are there', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (text, from, count) => {
        const lines = text.split('\n');
        const wanted = lines.slice(from - 1, from - 1 + count);
        const isLast = from - 1 + count >= lines.length;
        const { text: shown, start, told } = read(text, { view: { lines: { from, count } } });
        expect(shown).toBe(wanted.length === 0 ? '' : wanted.join('\n') + (isLast ? '' : '\n'));
        expect(told.lines?.total).toBe(lines.length);
        if (shown === '') return;
        expect(start).toBe(lines.slice(0, from - 1).join('\n').length + (from > 1 ? 1 : 0));
        // The last line of a text that ends with a line feed is empty, and none is touched there.
        const touched = wanted.length - (isLast && wanted.at(-1) === '' ? 1 : 0);
        expect(told.lines).toEqual({ from, count: touched, total: lines.length });
      }),
      { numRuns: 400 },
    );
  });
});

describe('a table of contents', () => {
  it('has places that are those of its headings, and sections that nest', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const contents = readContents(text);
        for (const { heading, start, end, above } of contents) {
          expect(start === 0 || text[start - 1] === '\n').toBe(true);
          expect(text.slice(start, heading.end)).toContain(heading.name);
          expect(text.slice(0, start).split('\n').length).toBe(heading.line);
          expect(end).toBeGreaterThanOrEqual(heading.end);
          if (above >= 0) {
            expect(contents[above].start).toBeLessThan(start);
            expect(contents[above].end).toBeGreaterThanOrEqual(end);
            expect(contents[above].heading.level ?? 1).toBeLessThan(heading.level ?? 1);
          }
        }
        expect(contents.map(({ heading }) => heading)).toEqual(contentsOf(readHeadings(text)));
        expect(new Set(contents.map(({ number }) => number)).size).toBe(contents.length);
      }),
      { numRuns: 400 },
    );
  });
});

describe('matches', () => {
  it('are all places of the text, with its lines', () => {
    const needles = fc.constantFrom('o', '\n', 'One', 'word ', '😀');
    fc.assert(
      fc.property(texts, needles, fc.integer({ min: 1, max: 9 }), (text, find, matches) => {
        const places = [];
        for (let at = text.indexOf(find); at >= 0; at = text.indexOf(find, at + find.length)) places.push(at);
        const { told } = read(text, { find, view: { matches } });
        expect(told.matches?.map(({ start }) => start)).toEqual(places.slice(0, matches));
        expect(told.moreMatches ?? 0).toBe(Math.max(0, places.length - matches));
        for (const match of told.matches ?? []) {
          expect(text.slice(match.start, match.end)).toBe(find);
          expect(match.line).toBe(text.slice(0, match.start).split('\n').length);
          expect(match.text).toContain(find);
        }
      }),
      { numRuns: 400 },
    );
  });
});
