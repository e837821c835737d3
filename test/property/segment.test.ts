import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PassagePolicy } from '../../indexer/segment/passage.ts';
import {
  AUTO_PASSAGE_WORDS,
  AUTO_WHOLE_WORDS,
  cutPassages,
  formatPassagePolicy,
} from '../../indexer/segment/segment.ts';
import { countQuarters, QUARTERS_PER_WORD } from '../../indexer/segment/words.ts';
import { isWhiteSpace } from '../../src/bytes/white-space.ts';

const PIECES = [
  'word',
  'Dr.',
  'e.g.',
  'End.',
  'Really?!',
  '"Quote."',
  ' ',
  ' ',
  ' ',
  '\n',
  '\n\n',
  '\r\n',
  '\t',
  '\u3000',
  '\u2029',
  '\u0085',
  '東京',
  '都。',
  '！',
  'ภาษา',
  '한국어',
  '😀',
  '𠮷',
  'e\u0301',
  'Heading',
  '3.14',
  '…',
  ')',
  '.',
  'x'.repeat(64),
  'y'.repeat(300),
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 150 }).map((pieces) => pieces.join('')),
  fc
    .array(fc.constantFrom('lorem', 'ipsum', 'dolor.', 'Sit', 'amet!\n\n', '東'), { maxLength: 900 })
    .map((all) => all.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const policy: fc.Arbitrary<PassagePolicy> = fc.oneof(
  fc.constant<PassagePolicy>({ kind: 'auto' }),
  fc.constant<PassagePolicy>({ kind: 'whole' }),
  fc.integer({ min: 10, max: 60 }).map((words): PassagePolicy => ({ kind: 'words', words })),
);

function check(claim: (text: string, policy: PassagePolicy) => void): void {
  fc.assert(fc.property(text, policy, claim), { numRuns: 1000 });
}

describe('the passages of any text', () => {
  it('ascend, do not overlap, and lie in the text', () => {
    check((content, how) => {
      let before = 0;
      for (const { start, end } of cutPassages(content, how)) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(content.length);
        before = end;
      }
    });
  });

  it('hold every character that is not white space', () => {
    check((content, how) => {
      let place = 0;
      for (const { start, end } of [...cutPassages(content, how), { start: content.length, end: content.length }]) {
        for (; place < start; place += 1) expect(isWhiteSpace(content.charCodeAt(place))).toBe(true);
        place = end;
      }
    });
  });

  it('are trimmed and not empty, but for the one of a blank text', () => {
    check((content, how) => {
      const passages = cutPassages(content, how);
      const isBlank = Array.from({ length: content.length }, (_, at) => content.charCodeAt(at)).every(isWhiteSpace);
      if (isBlank) {
        expect(passages).toEqual([{ start: 0, end: 0 }]);
        return;
      }
      for (const { start, end } of passages) {
        expect(end).toBeGreaterThan(start);
        expect(isWhiteSpace(content.charCodeAt(start))).toBe(false);
        expect(isWhiteSpace(content.charCodeAt(end - 1))).toBe(false);
      }
    });
  });

  it('are well-formed by themselves: no surrogate pair is split', () => {
    check((content, how) => {
      for (const { start, end } of cutPassages(content, how))
        expect(content.slice(start, end).isWellFormed()).toBe(true);
    });
  });

  it('keep to the limit of words, and are one when the text does', () => {
    check((content, how) => {
      const passages = cutPassages(content, how);
      if (how.kind === 'whole') {
        expect(passages).toHaveLength(1);
        return;
      }
      const limits = how.kind === 'auto' ? [AUTO_WHOLE_WORDS, AUTO_PASSAGE_WORDS] : [how.words, how.words];
      const [wholeQuarters, passageQuarters] = limits.map((words) => words * QUARTERS_PER_WORD);
      if (countQuarters(content, 0, content.length) <= wholeQuarters) {
        expect(passages).toHaveLength(1);
        return;
      }
      expect(passages.length).toBeGreaterThan(1);
      for (const { start, end } of passages) {
        expect(countQuarters(content, start, end)).toBeLessThanOrEqual(passageQuarters);
      }
    });
  });

  it('are cut the same again, whatever white space lies around the text', () => {
    check((content, how) => {
      const passages = cutPassages(content, how);
      expect(cutPassages(content, how), formatPassagePolicy(how)).toEqual(passages);
      if (passages[0].end === 0) return;
      const shifted = cutPassages(`\n \u3000${content}\t`, how);
      expect(shifted).toEqual(passages.map(({ start, end }) => ({ start: start + 3, end: end + 3 })));
    });
  });
});
