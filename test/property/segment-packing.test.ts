import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassagePolicy } from '../../indexer/segment/passage.ts';
import { AUTO_PASSAGE_WORDS, AUTO_WHOLE_WORDS, cutPassages } from '../../indexer/segment/segment.ts';
import { visitSentences } from '../../indexer/segment/sentences.ts';
import { countQuarters, QUARTERS_PER_WORD } from '../../indexer/segment/words.ts';

/** How well passages are packed; `segment.test.ts` checks what any packing must keep. */

const BLANK = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const RUNS = { numRuns: 500 };

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('word', 'A', 'Dr.', 'U.S.', 'Ωmega', "it's", '3.14', 'naïve', 'J.') },
  { weight: 6, arbitrary: fc.constantFrom(' ', ' ', ' ', '\n', '\r\n', '\u00a0', '\t', '\u2028') },
  { weight: 2, arbitrary: fc.constantFrom('. ', '! ', '? ', '… ', '." ', '。', '！', '」', '.\n') },
  { weight: 1, arbitrary: fc.constantFrom('\n\n', '\r\n\r\n', '\n \n', '\u2029') },
  { weight: 1, arbitrary: fc.constantFrom('漢字仮名交じり文', 'ไทยไม่มีช่องว่าง', '😀', '𠀋', '\u0301') },
  { weight: 1, arbitrary: fc.nat(700).map((length) => 'x'.repeat(length)) },
);
/** Repeating a short text many times gives long ones cheaply. */
const text = fc
  .tuple(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }))
  .map(([pieces, times]) => pieces.join('').repeat(times));
const policy: fc.Arbitrary<PassagePolicy> = fc.oneof(
  fc.constant({ kind: 'auto' } as const),
  fc.integer({ min: 10, max: 120 }).map((words) => ({ kind: 'words', words }) as const),
);

function limitOf(cut: PassagePolicy, passages: number): number {
  if (cut.kind === 'words') return cut.words * QUARTERS_PER_WORD;
  return (passages === 1 ? AUTO_WHOLE_WORDS : AUTO_PASSAGE_WORDS) * QUARTERS_PER_WORD;
}

describe('the packing of any text', () => {
  it('is greedy: two neighbours together are over half the limit', () => {
    fc.assert(
      fc.property(text, policy, (whole, cut) => {
        const passages = cutPassages(whole, cut);
        const quarters = passages.map(({ start, end }) => countQuarters(whole, start, end));
        for (let index = 1; index < passages.length; index += 1) {
          expect(quarters[index - 1] + quarters[index]).toBeGreaterThan(limitOf(cut, passages.length) / 2);
        }
      }),
      RUNS,
    );
  });

  it('never cuts a sentence that fits into one passage', () => {
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
