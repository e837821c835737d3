import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { measureFor } from '../../../../src/cli/terminal/text-width.ts';
import { wrapText } from '../../../../src/cli/terminal/wrap-text.ts';

async function wrapped(text: string, columns: number): Promise<string[]> {
  return wrapText(text, columns, await measureFor([text])).map(([start, end]) => text.slice(start, end));
}

describe('a text that is wrapped', () => {
  it('breaks at blanks, and in a word only where that is wider than a line', async () => {
    expect(await wrapped('a posting list', 9)).toEqual(['a posting', 'list']);
    expect(await wrapped('see abcdefghijkl', 5)).toEqual(['see a', 'bcdef', 'ghijk', 'l']);
    expect(await wrapped('   ', 5)).toEqual([]);
  });

  it('counts two columns of a wide letter and none of a mark', async () => {
    expect(await wrapped('検索エンジン', 6)).toEqual(['検索エ', 'ンジン']);
    expect(await wrapped('cafe\u0301 ole\u0301', 8)).toEqual(['cafe\u0301 ole\u0301']);
  });

  it('parts no grapheme, even one that is wider than a line', async () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    expect(await wrapped(family.repeat(3), 4)).toEqual([family.repeat(2), family]);
    expect(await wrapped(family.repeat(2), 1)).toEqual([family, family]);
  });

  it('fits its lines, and loses nothing but blanks', async () => {
    const words = fc.array(fc.string({ unit: 'grapheme-composite', maxLength: 12 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 2, max: 30 }), async (texts, columns) => {
        const text = texts.join(' ').replaceAll(/[\p{Cc}\p{Cf}]/gu, '');
        const lines = await wrapped(text, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(stringWidth(line) <= columns || !line.includes(' '), line).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

it('a text is measured as string-width measures it, which most need not load', async () => {
  for (let code = 0x20; code < 0xd800; code++) {
    const text = `a${String.fromCharCode(code)}b`;
    const measure = await measureFor([text]);
    if (measure !== stringWidth && measure(text) !== stringWidth(text)) expect.unreachable(`of ${code.toString(16)}`);
  }
  for (const text of ['naïve Ångström – dash …', 'Ελληνικά и русский', '“quoted” words']) {
    expect(await measureFor([text])).not.toBe(stringWidth);
  }
  for (const text of ['検索', 'e\u0301', '\u{1f600}', 'soft\u00adhyphen'])
    expect(await measureFor([text])).toBe(stringWidth);
});
