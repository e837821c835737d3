import { describe, expect, it } from 'vitest';
import { readLanguageTag } from '../../../../indexer/ingest/language-tag.ts';

describe('a language tag', () => {
  it.each([
    ['en', 'en'],
    ['EN', 'en'],
    ['pt-BR', 'pt-br'],
    ['zh_Hant_TW', 'zh-hant-tw'],
    ['yor', 'yor'],
    ['de-1996', 'de-1996'],
  ])('is read from %j as %s', (value, tag) => {
    expect(readLanguageTag(value)).toBe(tag);
  });

  it.each(['', 'e', 'English', 'en-', '-en', 'en us', 'en-ninechars', 'İn', 7, null, ['en']])(
    'is not read from %j',
    (value) => {
      expect(readLanguageTag(value)).toBeNull();
    },
  );
});
