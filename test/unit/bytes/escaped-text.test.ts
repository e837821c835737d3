import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteOffset, escapeText, RUN_FIELDS } from '../../../src/bytes/escaped-text.ts';

const characters = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '/',
    '\n',
    '\t',
    '\b',
    '\f',
    '\r',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u2028',
    'a',
    ' ',
    'é',
    '漢',
    '🙂',
  ),
  fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

/** Whether a surrogate pair is cut at this place. */
function splitsPair(text: string, at: number): boolean {
  return at > 0 && at < text.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

describe('a text inside a JSON string', () => {
  it('has each part where JSON.stringify of the part alone would say', () => {
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 30 }), fc.nat(), fc.nat(), (parts, a, b) => {
        const text = parts.join('');
        const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
        fc.pre(!splitsPair(text, start) && !splitsPair(text, end));
        const { bytes, runs } = escapeText(text);
        const held = Uint32Array.from([7, ...runs]);
        const place = (unit: number) => byteOffset(held, 1, runs.length / RUN_FIELDS, unit);
        expect(`"${bytes.subarray(place(start), place(end)).toString()}"`).toBe(JSON.stringify(text.slice(start, end)));
        expect(place(text.length)).toBe(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes one run for plain text', () => {
    expect(escapeText('plain text').runs).toEqual([0, 0, 1]);
    expect(escapeText('').runs).toEqual([]);
  });
});
