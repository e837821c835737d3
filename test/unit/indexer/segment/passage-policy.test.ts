import { describe, expect, it } from 'vitest';
import { formatPassagePolicy, parsePassagePolicy } from '../../../../indexer/segment/passage-policy.ts';

describe('a passage policy', () => {
  it.each(['auto', 'whole', 'words:10', 'words:200', 'words:10000'])('%s is read and written back', (text) => {
    expect(formatPassagePolicy(parsePassagePolicy(text))).toBe(text);
  });

  it('holds the number of words', () => {
    expect(parsePassagePolicy('words:10')).toEqual({ kind: 'words', words: 10 });
    expect(parsePassagePolicy('words:10000')).toEqual({ kind: 'words', words: 10_000 });
  });

  it.each([
    'words:9',
    'words:10001',
    'words:0',
    'words:-20',
    'words:020',
    'words:1e2',
    'words:20.5',
    'words: 20',
    'words:20 ',
    'words:',
    'words',
    'words:100000',
    'words:२०',
    'AUTO',
    '',
    ' auto',
    'sentences',
  ])('%j is SETTING_INVALID, which says what it was given', (text) => {
    expect(() => parsePassagePolicy(text)).toThrow(
      expect.objectContaining({
        code: 'SETTING_INVALID',
        message: expect.stringContaining(`"${text}"`),
        facts: expect.objectContaining({ setting: 'passages', value: text }),
      }),
    );
  });
});
