import { RE2JS } from 're2js';
import { beforeAll, describe, expect, it } from 'vitest';
import { BYTE_STEPS, longestLine, trialSteps } from '../../../src/grep/steps.ts';
import {
  MAX_GREP_LINE_CHARACTERS,
  MAX_GREP_LINES_AROUND,
  MAX_GREP_PAGE_CHARACTERS,
  MAX_GREP_PROGRAM,
  MAX_GREP_STEPS,
} from '../../../src/limits.ts';
import { buildGreppedIndex, type GreppedIndex } from '../../support/grepped-index.ts';

const LONG = `${'wave '.repeat(300)}kelp ${'sand '.repeat(300)}kelp kelp ${'reef '.repeat(300)}`;

describe('a grep', () => {
  let index: GreppedIndex;
  beforeAll(async () => {
    index = await buildGreppedIndex([
      { id: 'tides', text: 'The moon pulls the sea.\nTwice a day\nthe water rises.\n\nStraße and STRASSE' },
      { id: 'kelp', text: LONG },
      { id: 'lines', text: Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n') },
      { id: 'wide', text: `x${'a'.repeat(longestLine(12) + 1)}end` },
      { id: 'many', text: 'tide and tide and tide' },
    ]);
  });

  it('tells the line, its place and all matches in it, with the lines around it', () => {
    const { matches } = index.grep({ pattern: 'day', linesBefore: 5, linesAfter: 2 });
    expect(matches).toEqual([
      {
        id: 'tides',
        url: null,
        title: '',
        line: 2,
        start: 32,
        end: 35,
        text: 'Twice a day',
        highlights: [[8, 11]],
        before: ['The moon pulls the sea.'],
        after: ['the water rises.', ''],
      },
    ]);
    expect(index.grep({ pattern: 'tide and' }).matches[0].highlights).toEqual([
      [0, 8],
      [9, 17],
    ]);
  });

  it('shows at most ten lines on a side', () => {
    const [match] = index.grep({ pattern: 'line 20', linesBefore: MAX_GREP_LINES_AROUND, linesAfter: 10 }).matches;
    expect(match.before).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i + 10}`));
    expect(match.after).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i + 21}`));
  });

  it('shows of a long line a stretch for each of its matches that is not yet shown', () => {
    const { matches } = index.grep({ pattern: 'kelp' });
    expect(matches.map(({ line, start, highlights }) => [line, start, highlights.length])).toEqual([
      [1, 1500, 1],
      [1, 3005, 2],
    ]);
    for (const { text, highlights, start } of matches) {
      expect(text).toHaveLength(MAX_GREP_LINE_CHARACTERS + 4);
      expect(text.startsWith('… ') && text.endsWith(' …')).toBe(true);
      expect(text.slice(2, -2)).toBe(LONG.slice(start - 200, start + 800));
      for (const [from, to] of highlights) expect(text.slice(from, to)).toBe('kelp');
    }
  });

  it('folds case in full for a text, and letter by letter for an expression', () => {
    const found = (body: object): number[] =>
      index.grep({ ...body, ignoreCase: true }).matches.flatMap(({ highlights }) => highlights.map(([from]) => from));
    expect(found({ pattern: 'strasse' })).toEqual([0, 11]);
    expect(found({ pattern: 'straße' })).toEqual([0, 11]);
    expect(found({ pattern: 'strasse', regexp: true })).toEqual([11]);
  });

  it.each([
    ['(', /missing closing/],
    ['(?=a)b', /./],
    ['x*', /empty text/],
    [`(${'abcdefgh'.repeat(2)}){200}`, new RegExp(`at most ${MAX_GREP_PROGRAM}`)],
  ])('refuses the expression %s and says why', (pattern, message) => {
    expect(() => index.grep({ pattern, regexp: true })).toThrow(
      expect.objectContaining({ code: 'PATTERN_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('counts no work for what stands half in one text and half in the next', async () => {
    const texts = [
      { id: 'first', text: 'the tide ro' },
      { id: 'second', text: 'se at noon' },
    ];
    const bytes = texts.reduce((sum, { text }) => sum + text.length, 0);
    const neighbours = await buildGreppedIndex(texts);
    const page = neighbours.grep({ pattern: 'ROSE', ignoreCase: true }, BYTE_STEPS * bytes + 1);
    expect([page.scanned, page.next]).toEqual([2, null]);
  });

  it('refuses a cursor of another pattern', () => {
    const { next } = index.grep({ pattern: 'line', limit: 1 });
    expect(() => index.grep({ pattern: 'lines', cursor: next })).toThrow(
      expect.objectContaining({ code: 'CURSOR_INVALID' }),
    );
  });

  it('shows an expression only the beginning of a line that is too long, and says so', () => {
    const whole = index.grepAll({ pattern: 'aend' });
    expect(whole.reduce((sum, { cutLines }) => sum + cutLines, 0)).toBe(0);
    expect(whole.flatMap(({ matches }) => matches)).toHaveLength(1);
    const pages = index.grepAll({ pattern: '(aaend|aaaaend|bbbbbb)[^x]', regexp: true });
    expect(pages.reduce((sum, { cutLines }) => sum + cutLines, 0)).toBe(1);
    expect(pages.flatMap(({ matches }) => matches)).toEqual([]);
  });
});

describe('a page of a grep', () => {
  it('ends behind the document with which it has done its work, and the next one goes on there', async () => {
    // A large expression costs much at each character, so few characters are a page.
    const pattern = '\\pL{1,900}[yz]q';
    const program = RE2JS.compile(pattern).programSize();
    const text = 'plankton drifts '.repeat(60);
    const steps = BYTE_STEPS * text.length + trialSteps(program) * (text.length + 1);
    const first = Math.ceil(MAX_GREP_STEPS / steps);
    const index = await buildGreppedIndex(Array.from({ length: first + 3 }, (_, i) => ({ id: `d${i}`, text })));
    const pages = index.grepAll({ pattern, regexp: true });
    expect(pages.map(({ scanned }) => scanned)).toEqual([first, 3]);
    expect(pages.flatMap(({ matches }) => matches)).toEqual([]);
  });

  it('ends when it has gathered enough text, and no match is lost', async () => {
    const line = `here ${'x'.repeat(MAX_GREP_LINE_CHARACTERS - 5)}`;
    const text = Array.from({ length: 120 }, () => line).join('\n');
    const index = await buildGreppedIndex([{ id: 'd', text }]);
    const pages = index.grepAll({ pattern: 'here', limit: 1000, linesBefore: 10, linesAfter: 10 });
    const sizes = pages.map(({ matches }) =>
      matches.reduce((sum, { text, before, after }) => sum + text.length + [...before, ...after].join('').length, 0),
    );
    expect(pages.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(MAX_GREP_PAGE_CHARACTERS + 21 * MAX_GREP_LINE_CHARACTERS);
    expect(pages.flatMap(({ matches }) => matches.map(({ line }) => line))).toEqual(
      Array.from({ length: 120 }, (_, i) => i + 1),
    );
  });
});
