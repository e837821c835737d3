import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderByBytes } from '../../../../indexer/invert/byte-order.ts';

describe('the order of strings by their bytes', () => {
  it('is that of comparing them whole', () => {
    const few = fc.uint8Array({ maxLength: 12, max: 3 });
    const strings = fc.uniqueArray(fc.oneof(few, fc.uint8Array({ maxLength: 9 })), {
      selector: (bytes) => bytes.join(),
      maxLength: 60,
    });
    fc.assert(
      fc.property(strings, (given) => {
        const offsets = new Uint32Array(given.length + 1);
        for (const [i, bytes] of given.entries()) offsets[i + 1] = offsets[i] + bytes.length;
        const expected = given.map((_, i) => i).sort((a, b) => Buffer.compare(given[a], given[b]));
        expect([...orderByBytes(offsets, Buffer.concat(given))]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
