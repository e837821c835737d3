import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditedText } from '../../../../src/experiment/rewrite/edited-text.ts';
import { PhraseTable } from '../../../../src/experiment/rewrite/phrase-table.ts';

const WORD = /[\p{L}\p{M}\p{N}_]/u;

/** Where a phrase that begins at `start` ends, with any white space between its words; -1 where it does not stand there. */
function endOf(phrase: string, text: string, start: number): number {
  let end = start;
  for (const [i, word] of phrase.split(' ').entries()) {
    if (i > 0 && text[end] !== ' ') return -1;
    while (i > 0 && text[end] === ' ') end++;
    if (text.slice(end, end + word.length).toLowerCase() !== word.toLowerCase()) return -1;
    end += word.length;
  }
  return end;
}

/** The longest phrase at the first place that has one, as plainly as it can be written. */
function findPlainly(phrases: readonly string[], text: string): [number, number][] {
  const found: [number, number][] = [];
  for (let start = 0; start < text.length; ) {
    let end = -1;
    for (const phrase of phrases) {
      const stop = endOf(phrase, text, start);
      const isPhrase = stop >= 0;
      const isWhole = !WORD.test(text[start - 1] ?? ' ') && !WORD.test(text[stop] ?? ' ');
      if (isPhrase && isWhole) end = Math.max(end, stop);
    }
    if (end >= 0) found.push([start, end]);
    start = end >= 0 ? end : start + 1;
  }
  return found;
}

const letters = fc.constantFrom('a', 'b', 'A', 'é', '+', '.', '(', '[', '\\', '-');
const phrases = fc
  .array(fc.array(fc.array(letters, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map((words) => words.map((word) => word.join('')).join(' ')));
const texts = fc.array(fc.oneof(letters, fc.constant(' ')), { maxLength: 40 }).map((list) => list.join(''));

describe('a table of phrases', () => {
  it('finds what a search place by place finds', () => {
    fc.assert(
      fc.property(phrases, texts, (list, text) => {
        const edits = new PhraseTable(list).edits(text, () => '#');
        expect(edits.map(({ start, end }) => [start, end])).toEqual(findPlainly(list, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('replaces in the case in which a phrase stands there, and leaves what is to be left', () => {
    const table = new PhraseTable(['Ada Lovelace', 'x ray', 'skip']);
    const replaced = (text: string) =>
      new EditedText(
        text,
        table.edits(text, (phrase) => ({ 'Ada Lovelace': 'Mary of York', 'x ray': 'y wave' })[phrase] ?? null),
      ).text;
    expect(replaced('Ada Lovelace, ADA LOVELACE, ada  lovelace; Ada lovelace')).toBe(
      'Mary of York, MARY OF YORK, mary of york; Mary of York',
    );
    expect(replaced('X ray X RAY x ray skip')).toBe('Y wave Y WAVE y wave skip');
    expect(replaced('ada\n\nlovelace Ada \r\n Lovelace')).toBe('mary\n\nof york Mary \r\n of York');
  });

  it('takes no longer for many phrases that begin alike', () => {
    const list = Array.from({ length: 256 }, (_, i) => `${'a '.repeat(20)}b${i}`);
    // Tried one after the other, they would take minutes here.
    expect(new PhraseTable(list).edits('a '.repeat(200_000), () => 'x')).toEqual([]);
  });
});

describe('an edited text', () => {
  it('tells of every stretch where it has gone, whole where it cuts what was replaced', () => {
    const stretches = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }), fc.string({ maxLength: 6 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(stretches, fc.nat(), fc.nat(), (list, left, right) => {
        let at = 0;
        const edits = list.map(([gap, length, text]) => {
          const start = at + gap;
          at = start + length;
          return { start, end: at, text };
        });
        const before = Array.from({ length: at + 5 }, (_, i) => String.fromCharCode(0x4e00 + i)).join('');
        const edited = new EditedText(before, edits);
        const [from, to] = [left % before.length, right % before.length].sort((a, b) => a - b);
        // What is written for each character: nothing, itself, or the replacement that it began.
        const whole = Array.from(before, (letter, i) => {
          const edit = edits.find(({ start, end }) => i >= start && i < end);
          return edit === undefined ? letter : i === edit.start ? edit.text : '';
        });
        const first = edits.find(({ start, end }) => from > start && from < end)?.start ?? from;
        expect(edited.text).toBe(whole.join(''));
        expect(edited.text.slice(edited.start(from), edited.end(to))).toBe(
          from === to && first === from ? '' : whole.slice(first, to).join(''),
        );
      }),
      { numRuns: 300 },
    );
  });
});
