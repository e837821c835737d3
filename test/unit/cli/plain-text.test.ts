import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onOneLine, plainText } from '../../../src/cli/plain-text.ts';
import { describeError, StillwebError } from '../../../src/errors.ts';

describe('a line for a terminal', () => {
  it.each([
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['a\nINFO forged', 'a\\u000aINFO forged'],
    ['a\rb\tc\u0000\u007f', 'a\\u000db\\u0009c\\u0000\\u007f'],
    ['\u009b31m', '\\u009b31m'],
    ['abc\u202ecba.exe', 'abc\\u202ecba.exe'],
    ['\u2066x\u2069\u2028\u2029', '\\u2066x\\u2069\\u2028\\u2029'],
    ['\ud800', '\\ud800'],
    ['Ωmega 🌊 שלום\u200f é', 'Ωmega 🌊 שלום\u200f é'],
  ])('shows %j as %j', (text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it('leaves JSON the same JSON, and prints nothing that moves a cursor', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const json = JSON.stringify([value, text]);
        const line = plainText(json);
        expect(JSON.parse(line)).toEqual(JSON.parse(json));
        expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is one line of a text of several', () => {
    expect(onOneLine('a\n\tb\r\nc\u0085d')).toBe('a b c d');
  });
});

describe('an error for a terminal', () => {
  it('shows the facts that its mend points at', () => {
    const facts = { file: 'a.jsonl', field: 'n', limit: 64, supported: ['x', 'y'] };
    const error = new StillwebError('FIELD_INVALID', 'a.jsonl has a field that is wrong', facts);
    const expected = 'a.jsonl has a field that is wrong (field: n; limit: 64; supported: x, y). To mend it:';
    expect(describeError(error)).toContain(expected);
  });

  it('shows no fact that is empty, and names no facts where the message has said them all', () => {
    const nothing = new StillwebError('INVALID_REQUEST', 'the index has no typed fields', { known: [] });
    expect(describeError(nothing)).toBe(
      'INVALID_REQUEST: the index has no typed fields. To mend it: correct what is named here.',
    );
  });

  it('shows none where the mend needs none', () => {
    expect(describeError(new StillwebError('LINE_NOT_JSON', 'a line 1 is not JSON', { line: 1 }))).not.toContain('(');
  });
});
