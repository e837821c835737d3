import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/bytes/canonical-json.ts';
import { parseExactly } from '../../../src/bytes/exact-json.ts';
import { ExactNumber } from '../../../src/bytes/exact-number.ts';

/** What is stored of a text. */
function stored(text: string): string {
  return canonicalJson(parseExactly(text) ?? JSON.parse(text));
}

describe('exact JSON', () => {
  it.each([
    '1234567890123456789',
    '-9007199254740993',
    '1.10',
    '1E5',
    '1e400',
    '-1e999999999',
    '-0',
    '0.0',
    '1.0',
    '1e-400',
    '0.1000000000000000055511151231257827',
    '12345678901234567890.12345678901234567890e+12',
  ])('keeps %s as it is, alone, in a list and in an object', (number) => {
    expect(parseExactly(number)).toEqual(new ExactNumber(number));
    expect(stored(number)).toBe(number);
    expect(stored(`[ ${number} ,"${number}"]`)).toBe(`[${number},"${number}"]`);
    expect(stored(`{"b":${number},"a":[{"c":${number}}]}`)).toBe(`{"a":[{"c":${number}}],"b":${number}}`);
  });

  it.each([
    '0',
    '-1',
    '9007199254740991',
    '1.5',
    '-0.001',
    '1e+21',
    '5e-324',
    '{"a":[1,2.25,true,null,"1.10"]}',
    '["\\"1.10,","\\\\",1]',
    '"1234567890123456789"',
  ])('leaves %s to JSON.parse, which changes no number of it', (text) => {
    expect(parseExactly(text)).toBeNull();
  });

  it('takes no number out of a string, whatever stands before its quotation marks', () => {
    const text = String.raw`{"a\\":1.10,"b\\\"2.20,":"\\\\\"3.30\\","c":[4.40,"5.50"]}`;
    expect(stored(text)).toBe(String.raw`{"a\\":1.10,"b\\\"2.20,":"\\\\\"3.30\\","c":[4.40,"5.50"]}`);
  });

  it('reads repeated names and __proto__ as JSON.parse does', () => {
    expect(stored('{"a":1.10,"a":2}')).toBe('{"a":2}');
    expect(stored('{"a":1,"a":2.20}')).toBe('{"a":2.20}');
    const parsed = parseExactly('{"__proto__":1.10,"b":{"__proto__":{"x":2.20}}}') as object;
    expect(Object.keys(parsed)).toEqual(['__proto__', 'b']);
    expect(stored('{"__proto__":1.10,"b":{"__proto__":{"x":2.20}}}')).toBe(
      '{"__proto__":1.10,"b":{"__proto__":{"x":2.20}}}',
    );
  });

  it('may be nested deeper than the stack', () => {
    const depth = 200_000;
    expect(parseExactly(`${'['.repeat(depth)}1.10${']'.repeat(depth)}`)).not.toBeNull();
  });

  const digits = (least: number, most: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((list) => list.join(''));
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      digits(1, 25).map((text) => text.replace(/^0+(?=.)/, '')),
      fc.option(digits(1, 25), { nil: null }),
      fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-', 'e-'), digits(1, 12)), { nil: null }),
    )
    .map(([sign, whole, fraction, exponent]) => {
      return `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`;
    });
  const name = fc.string({ unit: 'grapheme', maxLength: 12 });

  it('gives every number of every text back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, number, fc.string({ maxLength: 20 })), { maxLength: 8 }), (members) => {
        const items = members.map(([key, value, text]) => `{"k":${value},"t":${JSON.stringify(key + text)}}`);
        expect(stored(`[${items.join(',')}]`)).toBe(`[${items.join(',')}]`);
      }),
    );
  });

  it('is for doubles what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(stored(text)).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
  });
});
