import { describe, expect, it } from 'vitest';
import type { PassagePolicy } from '../../../../indexer/segment/passage.ts';
import { AUTO_PASSAGE_WORDS, AUTO_WHOLE_WORDS, cutPassages } from '../../../../indexer/segment/segment.ts';

const AUTO: PassagePolicy = { kind: 'auto' };
const WHOLE: PassagePolicy = { kind: 'whole' };
const words = (count: number): PassagePolicy => ({ kind: 'words', words: count });

function cut(text: string, policy: PassagePolicy): string[] {
  return cutPassages(text, policy).map(({ start, end }) => text.slice(start, end));
}

/** A sentence of so many words. */
const sentence = (count: number, word = 'word') => `${Array(count).fill(word).join(' ')}.`;
const countWords = (text: string) => text.split(/\s+/).length;

describe('passages', () => {
  it.each([AUTO, WHOLE, words(10)])('of blank text are one empty range: %j', (policy) => {
    for (const text of ['', ' ', '\n\u3000\t\u00a0']) expect(cutPassages(text, policy)).toEqual([{ start: 0, end: 0 }]);
  });

  it('are the whole text, trimmed, under whole', () => {
    const text = `\n ${sentence(5000)}\n\n${sentence(5000)} `;
    expect(cut(text, WHOLE)).toEqual([text.trim()]);
  });

  it('are the whole text under auto up to its limit, and at most that many words beyond it', () => {
    const short = Array(AUTO_WHOLE_WORDS / 10)
      .fill(sentence(10))
      .join(' ');
    expect(cut(short, AUTO)).toEqual([short]);
    const long = cut(`${short} One.`, AUTO);
    expect(long.map(countWords)).toEqual([AUTO_PASSAGE_WORDS, AUTO_WHOLE_WORDS + 1 - AUTO_PASSAGE_WORDS]);
  });

  it('are whole up to the number of words, and cut beyond it', () => {
    expect(cut(sentence(10), words(10))).toEqual([sentence(10)]);
    expect(cut(sentence(11), words(10)).map(countWords)).toEqual([10, 1]);
  });

  it('end at sentences where they fit', () => {
    const text = [sentence(6, 'Aa'), sentence(6, 'Bb'), sentence(4, 'Cc'), sentence(3, 'Dd')].join(' ');
    expect(cut(text, words(10))).toEqual([
      sentence(6, 'Aa'),
      `${sentence(6, 'Bb')} ${sentence(4, 'Cc')}`,
      sentence(3, 'Dd'),
    ]);
  });

  it('end with a paragraph in their second half rather than later', () => {
    const text = `${sentence(6, 'Aa')}\n\n${sentence(2, 'Bb')} ${sentence(5, 'Cc')}`;
    expect(cut(text, words(10))).toEqual([sentence(6, 'Aa'), `${sentence(2, 'Bb')} ${sentence(5, 'Cc')}`]);
  });

  it('do not end with a heading, which belongs to what follows', () => {
    const text = `${sentence(7, 'Aa')}\n\nHeading\n\n${sentence(8, 'Bb')}`;
    expect(cut(text, words(10))).toEqual([sentence(7, 'Aa'), `Heading\n\n${sentence(8, 'Bb')}`]);
  });

  it('do not end inside an abbreviation', () => {
    const text = `${sentence(8, 'Aa')} We met Dr. Jones there.`;
    expect(cut(text, words(11))).toEqual([sentence(8, 'Aa'), 'We met Dr. Jones there.']);
  });

  it('of a list without marks end at its lines', () => {
    const lines = Array.from({ length: 8 }, (_, line) => `entry ${line} of the list`);
    for (const passage of cut(lines.join('\n'), words(12))) {
      for (const line of passage.split('\n')) expect(lines).toContain(line);
    }
  });

  it('are cut in text without spaces too, at its sentences', () => {
    const japanese = '東京は日本の首都である。'.repeat(50);
    const passages = cut(japanese, words(50));
    expect(passages.join('')).toBe(japanese);
    expect(passages.length).toBeGreaterThan(5);
    for (const passage of passages) expect(passage).toMatch(/^東.*。$/);
  });

  it('are cut in text without spaces or marks', () => {
    expect(cut('東'.repeat(100), words(10)).map((passage) => passage.length)).toEqual([20, 20, 20, 20, 20]);
    expect(cut('𠮷'.repeat(50), words(10)).map((passage) => passage.length)).toEqual([40, 40, 20]);
    expect(cut('x'.repeat(64 * 25), words(10)).map((passage) => passage.length)).toEqual([640, 640, 320]);
  });

  it('are cut in little time from millions of characters of any kind', () => {
    for (const unit of ['x', '. ', '東', 'word ', '\n\n', 'a.', '"', 'A. ', '😀']) {
      const text = `${unit.repeat(1_000_000)}end`;
      expect(cutPassages(text, AUTO).at(-1)!.end).toBe(text.length);
    }
  });
});
