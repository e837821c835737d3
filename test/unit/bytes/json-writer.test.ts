import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonWriter } from '../../../src/bytes/json-writer.ts';

type Piece = { text: string } | { ascii: string } | { number: number } | { copied: string };

const pieces = fc.array(
  fc.oneof(
    fc.record({ text: fc.string({ unit: 'binary' }) }),
    fc.record({ ascii: fc.string({ unit: 'binary-ascii' }) }),
    fc.record({
      number: fc.oneof(fc.nat(), fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 2 ** 53, -1, 0.25)),
    }),
    fc.record({ copied: fc.string({ unit: 'binary' }) }),
  ),
  { maxLength: 20 },
);

function write(writer: JsonWriter, piece: Piece): string {
  if ('text' in piece) {
    writer.text(piece.text);
    return piece.text;
  }
  if ('ascii' in piece) {
    writer.ascii(piece.ascii);
    return piece.ascii;
  }
  if ('number' in piece) {
    writer.number(piece.number);
    return JSON.stringify(piece.number);
  }
  const bytes = Buffer.from(`<${piece.copied}>`);
  writer.copy(bytes, 1, bytes.length - 1);
  return piece.copied;
}

describe('the writer of JSON', () => {
  it('gives the bytes of all that was written, however its memory grows, and counts what is beyond its limit', () => {
    const writer = new JsonWriter(8, 200);
    fc.assert(
      fc.property(pieces, (written) => {
        writer.begin();
        const expected = Buffer.from(written.map((piece) => write(writer, piece)).join(''));
        expect(writer.bytes).toBe(expected.length);
        if (expected.length <= 200) expect(Buffer.from(writer.finish()).equals(expected)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
