import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassagePolicy, PassageRange } from '../../indexer/segment/passage.ts';
import { AUTO_PASSAGE_WORDS, AUTO_WHOLE_WORDS, cutPassages } from '../../indexer/segment/segment.ts';
import { visitSentences } from '../../indexer/segment/sentences.ts';
import { countQuarters, QUARTERS_PER_WORD } from '../../indexer/segment/words.ts';

const BLANK = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const RUNS = { numRuns: 500 };

/** Pieces that texts are made of: words, marks, gaps of every kind, scripts without spaces, pairs, blobs. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('word', 'a', 'Dr.', 'U.S.', 'Ωmega', "it's", '3.14', 'naïve', 'J.') },
  { weight: 6, arbitrary: fc.constantFrom(' ', ' ', ' ', '\n', '\r\n', '\u00a0', '\t', '\u2028') },
  { weight: 2, arbitrary: fc.constantFrom('. ', '! ', '? ', '… ', '." ', '。', '！', '」', '.\n') },
  { weight: 1, arbitrary: fc.constantFrom('\n\n', '\r\n\r\n', '\n \n', '\u2029') },
  { weight: 1, arbitrary: fc.constantFrom('漢字仮名交じり文', 'ไทยไม่มีช่องว่าง', '😀', '𠀋', '\u0301') },
  { weight: 1, arbitrary: fc.nat(700).map((length) => 'x'.repeat(length)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);
/** Repeating a short text many times gives long ones cheaply. */
const text = fc
  .tuple(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }))
  .map(([pieces, times]) => pieces.join('').repeat(times));
const policy: fc.Arbitrary<PassagePolicy> = fc.oneof(
  fc.constant({ kind: 'auto' } as const),
  fc.constant({ kind: 'whole' } as const),
  fc.integer({ min: 10, max: 120 }).map((words) => ({ kind: 'words', words }) as const),
);

function limitOf(cut: PassagePolicy, passages: number): number {
  if (cut.kind === 'whole') return Number.POSITIVE_INFINITY;
  if (cut.kind === 'words') return cut.words * QUARTERS_PER_WORD;
  return (passages === 1 ? AUTO_WHOLE_WORDS : AUTO_PASSAGE_WORDS) * QUARTERS_PER_WORD;
}

const quartersOf = (whole: string, { start, end }: PassageRange) => countQuarters(whole, start, end);

describe('the passages of any text', () => {
  it('ascend, do not overlap, and leave out nothing but white space', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        let last = 0;
        for (const { start, end } of cutPassages(whole, cut)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(whole.slice(last, start)).toMatch(BLANK);
          last = end;
        }
        expect(whole.slice(last)).toMatch(BLANK);
      }),
      RUNS,
    );
  });

  it('begin and end on characters that are not white space, and never inside a surrogate pair', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        const passages = cutPassages(whole, cut);
        if (BLANK.test(whole)) expect(passages).toEqual([{ start: 0, end: 0 }]);
        else
          for (const { start, end } of passages) {
            expect(whole.charAt(start)).not.toMatch(BLANK);
            expect(whole.charAt(end - 1)).not.toMatch(BLANK);
            if (whole.isWellFormed()) expect(whole.slice(start, end).isWellFormed()).toBe(true);
          }
      }),
      RUNS,
    );
  });

  it('hold no more words than the policy allows', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        const passages = cutPassages(whole, cut);
        const limit = limitOf(cut, passages.length);
        for (const passage of passages) expect(quartersOf(whole, passage)).toBeLessThanOrEqual(limit);
      }),
      RUNS,
    );
  });

  it('are as few as greedy packing promises: any two neighbours together are over half the limit', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        const passages = cutPassages(whole, cut);
        for (let index = 1; index < passages.length; index += 1) {
          const both = quartersOf(whole, passages[index - 1]) + quartersOf(whole, passages[index]);
          expect(both).toBeGreaterThan(limitOf(cut, passages.length) / 2);
        }
      }),
      RUNS,
    );
  });

  it('never cut a sentence that fits into one passage', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        const passages = cutPassages(whole, cut);
        const limit = limitOf(cut, passages.length);
        let index = 0;
        visitSentences(whole, (start, end) => {
          if (countQuarters(whole, start, end) > limit) return;
          while (passages[index].end < end) index += 1;
          expect(passages[index].start).toBeLessThanOrEqual(start);
        });
      }),
      RUNS,
    );
  });
});

describe('the sentences of any text', () => {
  it('ascend and leave out nothing but white space', () => {
    fc.assert(
      fc.property(text, (whole) => {
        let last = 0;
        visitSentences(whole, (start, end) => {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(whole.slice(last, start)).toMatch(BLANK);
          last = end;
        });
        expect(whole.slice(last)).toMatch(BLANK);
      }),
      RUNS,
    );
  });
});

describe('cutting in little time', () => {
  it.each([
    ['full stops', '. '.repeat(500_000)],
    ['marks without space', '.'.repeat(1_000_000)],
    ['initials', 'A. '.repeat(300_000)],
    ['closing brackets', `.${')'.repeat(1_000_000)}`],
    ['empty lines', 'a\n\n'.repeat(300_000)],
    ['white space', `a${' '.repeat(1_000_000)}b. c`],
    ['one word', 'x'.repeat(1_000_000)],
    ['characters without spaces', '字'.repeat(1_000_000)],
  ])(
    'ends for a million characters of %s',
    (_name, whole) => {
      const passages = cutPassages(whole, { kind: 'words', words: 10 });
      expect(passages.length).toBeGreaterThan(0);
    },
    20_000,
  );
});
