import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutWindows, MOST_WINDOWS, WINDOW_CHARACTERS } from '../../../../indexer/language/text-windows.ts';

it('a short text is one window', () => {
  expect(cutWindows('a short text')).toEqual(['a short text']);
  expect(cutWindows('')).toEqual(['']);
});

it('a long text is looked at from its beginning to its end', () => {
  const text = Array.from({ length: 2_000 }, (_, i) => `word${i}`).join(' ');
  const windows = cutWindows(text);
  expect(windows).toHaveLength(MOST_WINDOWS);
  expect(windows[0].startsWith('word0 word1')).toBe(true);
  expect(windows.at(-1)?.endsWith('word1999')).toBe(true);
  for (const window of windows) expect(window).toMatch(/^word\d/);
});

it('windows are parts of the text, and no longer than a window', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'bcd', ' ', '東', '😀'), { maxLength: 3_000 }), (parts) => {
      const text = parts.join('');
      for (const window of cutWindows(text)) {
        expect(window.length).toBeLessThanOrEqual(WINDOW_CHARACTERS);
        expect(text).toContain(window);
      }
    }),
  );
});
