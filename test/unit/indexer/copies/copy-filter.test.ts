import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CopyFilter } from '../../../../indexer/copies/copy-filter.ts';
import { SHINGLES_FILE } from '../../../../indexer/copies/shingle-spool.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const words = (from: number, count: number): string[] => Array.from({ length: count }, (_, i) => `w${from + i}`);
const textOf = (from: number, count = 60): string => words(from, count).join(' ');

/** What each of the texts repeats, where those that repeat nothing are kept. */
function filter(texts: readonly string[], percent: number | null): (string | null)[] {
  const folder = temporaryFolder();
  const copies = new CopyFilter(percent, folder);
  try {
    return texts.map((text, number) => {
      const found = copies.find(text);
      if (found === null) copies.keep(number);
      return found === null ? null : `${found.number}${found.isIdentical ? '' : ' near'}`;
    });
  } finally {
    copies.close();
    expect(existsSync(join(folder, SHINGLES_FILE))).toBe(false);
  }
}

it('a text that is the same but for white space at its ends repeats the first one', () => {
  expect(filter(['a b', ' a b\n', 'A b', 'a b'], null)).toEqual([null, '0', null, '0']);
});

it('a text of white space alone repeats none', () => {
  expect(filter(['', ' ', '', '\n'], 80)).toEqual([null, null, null, null]);
});

it('a text without words is found only where it is the same', () => {
  expect(filter(['!!', '!!', '??'], 80)).toEqual([null, '0', null]);
});

it('a text that shares enough is a near copy of the first that was kept, and not of another copy', () => {
  const changed = (text: string, at: number) => text.replace(`w${at} `, 'other ');
  const once = changed(textOf(0), 30);
  // 6 of 60 words are other ones than in the first: no near copy of it, though one of the second, which was not kept.
  const often = [5, 15, 25, 45, 55].reduce(changed, once);
  expect(filter([textOf(0), textOf(900), once, often, often], 80)).toEqual([null, null, '0 near', null, '3']);
});

it('texts are found again when they are no longer in memory', () => {
  const texts = Array.from({ length: 40 }, (_, i) => textOf(i * 20_000, 18_000));
  const again = texts.map((text) => `${text} more`);
  expect(filter([...texts, ...again], 95)).toEqual([...texts.map(() => null), ...again.map((_, i) => `${i} near`)]);
});
