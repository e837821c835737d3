import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  textOfBytes,
  textOfDay,
  textOfDecimal,
  textOfFloat,
  textOfInstant,
  textOfTime,
  textOfUtf8,
} from '../../../../../indexer/ingest/tables/value-text.ts';

describe('a value of a typed table as JSON', () => {
  it.each([
    [1, '1.0'],
    [-2.5e-7, '-2.5e-07'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [123456789012345680000, '1.2345678901234568e+20'],
    [5e-324, '5e-324'],
    [-0, '-0.0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [Number.NaN, 'null'],
    [-Infinity, 'null'],
  ])('is a float as Python writes it: %d is %s', (value, text) => {
    expect(textOfFloat(value)).toBe(text);
  });

  it('is the same float when it is read again', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Object.is(JSON.parse(textOfFloat(value)), value)).toBe(true);
      }),
    );
  });

  it.each([
    [1250n, 2, '12.50'],
    [-5n, 3, '-0.005'],
    [0n, 2, '0.00'],
    [12n, 0, '12'],
    [12n, -3, '12000'],
  ])('is a decimal with all its digits: %d of scale %i is %s', (value, scale, text) => {
    expect(textOfDecimal(value, scale)).toBe(text);
  });

  it('is an instant as ECMAScript writes it, but for zeros behind the point', () => {
    const date = fc.date({ noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        const wanted = value.toISOString().replace('.000', '');
        expect(textOfInstant(BigInt(value.getTime()) * 1_000_000n, true)).toBe(JSON.stringify(wanted));
        const day = BigInt(Math.floor(value.getTime() / 86_400_000));
        expect(textOfDay(day)).toBe(JSON.stringify(wanted.slice(0, wanted.indexOf('T'))));
      }),
    );
    expect(textOfInstant(1n, false)).toBe('"1970-01-01T00:00:00.000000001"');
    expect(textOfTime(3_723_004_000_000n)).toBe('"01:02:03.004"');
  });

  it('is text where bytes are UTF-8, else base64, and a fault where a text is none', () => {
    expect(textOfBytes(Buffer.from('é'))).toBe('"é"');
    expect(textOfBytes(Buffer.from([0xff, 0]))).toBe('"/wA="');
    expect(textOfUtf8(Buffer.from('é'))).toBe('"é"');
    expect(JSON.parse(textOfUtf8(Buffer.from([0xff]))).isWellFormed()).toBe(false);
  });
});
