import { describe, expect, it } from 'vitest';
import { normaliseWord } from '../../../src/analysis/normalise.ts';

describe('a normalised word', () => {
  it.each<[string, string]>([
    ['Word', 'word'],
    ['CAFÉ', 'café'],
    ['cafe\u0301', 'café'],
    ['ọ\u0301', 'ọ'],
    ['कि', 'कि'],
    ['ﬃ', 'ffi'],
    ['Ⅷ', 'viii'],
    ['½', '1⁄2'],
    ['don’t', "don't"],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['ẞß', 'ssss'],
    ['J\u030c', 'ǰ'],
    ['Ϊ\u0301', 'ΐ'],
    ['ŉ', "'n"],
    ['ﬅ', 'st'],
    ['ıI', 'ıi'],
    ['عـربـي', 'عربي'],
    ['ﻋﺮﺑﻲ', 'عربي'],
    ['п\u02bcять', "п'ять"],
    ['İI', 'ii'],
    ['한국'.normalize('NFD'), '한국'],
    ['a\u00adb\u200dc\ufe0f', 'abc'],
    ['x\u{1FAE9}y', 'x y'],
    ['', ''],
  ])('of %j is %j', (word, expected) => {
    expect(normaliseWord(word)).toBe(expected);
  });
});
