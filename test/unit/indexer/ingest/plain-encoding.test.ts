import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBytes } from '../../../../indexer/ingest/foreign-encoding.ts';
import { decodePlain } from '../../../../indexer/ingest/plain-encoding.ts';

describe('text without a declared encoding', () => {
  it('is UTF-8 whenever it can be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const bytes = Buffer.from(text.replace(/^\ufeff/, ''));
        expect(await decodePlain(bytes)).toBe(bytes.toString());
        expect(decodeBytes(bytes)).toBe(bytes.toString());
      }),
    );
  });

  it('loses the one byte order mark that says that it is UTF-8', async () => {
    expect(await decodePlain(Buffer.from('\ufeff\ufeffa'))).toBe('\ufeffa');
  });

  it('is UTF-16 behind its mark, and refused where it is half a pair', async () => {
    expect(await decodePlain(Buffer.from('\ufeffå', 'utf16le'))).toBe('å');
    await expect(decodePlain(Buffer.from('\ufeff\ud800a', 'utf16le'))).rejects.toMatchObject({ code: 'INVALID_TEXT' });
  });

  it('is windows-1252 where it is no UTF-8, with the characters that Latin-1 lacks', async () => {
    expect(await decodePlain(Buffer.from('\x80 caf\xe9 \x9f', 'latin1'))).toBe('\u20ac caf\u00e9 \u0178');
  });

  it.each([
    ['more whole characters of UTF-8 than stray bytes', '\u00e9\u00e8\u00ea', [0xe9]],
    ['a character cut off at the end', '\u00e9\u00e8', [0xe2, 0x82]],
  ])('is refused as damaged UTF-8 with %s', async (_what, text, rest) => {
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from(rest)]);
    // Two stray bytes weigh as much as two characters.
    const weighty = Buffer.concat([Buffer.from(text), bytes]);
    await expect(decodePlain(weighty)).rejects.toMatchObject({ code: 'INVALID_UTF8' });
    expect(decodeBytes(weighty)).toBeNull();
  });

  it.each([0x00, 0x07, 0x1b, 0x7f, 0x81, 0x9d])(
    'is refused with the control character %i, which no text has',
    async (byte) => {
      await expect(decodePlain(Buffer.from([0x61, 0xe9, byte]))).rejects.toMatchObject({ code: 'INVALID_UTF8' });
    },
  );
});
