import { describe, expect, it } from 'vitest';
import { cleanText, cleanUrl, cleanValue, isClean } from '../../../src/mcp/clean-text.ts';

describe('a clean text', () => {
  it('keeps what is written, tabs and line feeds', () => {
    const text = 'Ein Rätsel: 謎\tκρυφό\nعربي 👩‍🔬\u00a0\u200d.';
    expect(cleanText(text)).toBe(text);
    expect(isClean(text)).toBe(true);
  });

  it.each([
    ['controls', 'a\u0000b\u0007c\u001bd', 'a\ufffdb\ufffdc\ufffdd'],
    ['half of a surrogate pair', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
    ['DEL and C1', '\u007f\u0080\u009b\u009f', '\ufffd\ufffd\ufffd\ufffd'],
    ['what turns the direction of text', 'x\u202ay\u202ez\u2066\u2069', 'x\ufffdy\ufffdz\ufffd\ufffd'],
    ['the ends of lines of other systems', 'a\r\nb\rc\u0085d\u2028e\u2029f', 'a \nb\nc\nd\ne\nf'],
  ])('has no %s, and is as long as it was', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean);
    expect(clean).toHaveLength(text.length);
    expect(isClean(text)).toBe(false);
    expect(cleanText(clean)).toBe(clean);
  });

  it('stands for every string of a value, names of members among them', () => {
    expect(cleanValue({ 'a\u0001': ['b\u0002', 3, null, true], c: { d: '\u202e' } })).toEqual({
      'a\ufffd': ['b\ufffd', 3, null, true],
      c: { d: '\ufffd' },
    });
  });

  it('percent-encodes in a URL, where a sign in its place would name another page', () => {
    expect(cleanUrl('https://a.example/x\u202ey\u0007')).toBe('https://a.example/x%E2%80%AEy%07');
  });
});
