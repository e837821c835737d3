import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInvalidUtf8, type Line, LineSplitter } from '../../../../indexer/ingest/line-splitter.ts';

function splitAll(chunks: readonly Uint8Array[], maxLineBytes = 1000): Line[] {
  const splitter = new LineSplitter(maxLineBytes);
  const lines = chunks.flatMap((chunk) => [...splitter.split(Buffer.from(chunk))]);
  return lines.concat([...splitter.finish()]);
}

describe('the lines of a stream', () => {
  it('are the same however the bytes are cut into chunks', () => {
    const byte = fc.constantFrom(0x0a, 0x0d, 0x61, 0x62, 0xc3, 0xa9, 0xef, 0xbb, 0xbf, 0xf0);
    const content = fc.array(byte, { maxLength: 60 });
    fc.assert(
      fc.property(
        content,
        fc.array(fc.nat({ max: 60 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 12 }),
        (bytes, cuts, limit) => {
          const whole = Uint8Array.from(bytes);
          const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
          const chunks = places.slice(1).map((end, index) => whole.subarray(places[index], end));
          expect(splitAll(chunks, limit)).toEqual(splitAll([whole], limit));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are those of splitting the text at newlines', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 })), (parts) => {
        const text = parts.join('\n').replace(/^\ufeff+/, '');
        const expected = text
          .split('\n')
          .map((line, index, all) => ({ number: index + 1, line, isLast: index === all.length - 1 }))
          .filter(({ line }) => line !== '')
          .map(({ number, line, isLast }) => [number, isLast ? line : line.replace(/\r$/, '')]);
        expect(splitAll([Buffer.from(text)]).map(({ number, text }) => [number, text])).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('may have as many bytes as the limit, their end not counted, and no more', () => {
    const faultsOf = (text: string) => splitAll([Buffer.from(text)], 4).map(({ fault, bytes }) => [fault, bytes]);
    expect(faultsOf('abcd\nabcd\r\nabcd')).toEqual([
      [undefined, 4],
      [undefined, 5],
      [undefined, 4],
    ]);
    expect(faultsOf('abcde\nabcde\r\nabcdefgh')).toEqual([
      ['too-long', 5],
      ['too-long', 6],
      ['too-long', 8],
    ]);
  });

  it('tell the first wrong byte, and leave the lines around it alone', () => {
    const bytes = Buffer.concat([Buffer.from('one\né'), Buffer.from([0xc3]), Buffer.from('x\ntwo')]);
    expect(splitAll([bytes])).toEqual([
      { number: 1, offset: 0, bytes: 3, text: 'one' },
      { number: 2, offset: 4, bytes: 4, fault: 'utf-8', faultOffset: 2 },
      { number: 3, offset: 9, bytes: 3, text: 'two' },
    ]);
  });
});

describe('the first byte that is not UTF-8', () => {
  it('is where a strict decoder stops', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 5 }).map((text) => [...Buffer.from(text)]),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flat());
        expect(findInvalidUtf8(bytes)).toBe(firstInvalid(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Decodes character by character. */
function firstInvalid(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decodes = (start: number, end: number) => {
    try {
      return [...decoder.decode(bytes.subarray(start, end))].length === 1;
    } catch {
      return false;
    }
  };
  let place = 0;
  while (place < bytes.length) {
    const length = [1, 2, 3, 4].find((each) => place + each <= bytes.length && decodes(place, place + each));
    if (length === undefined) return place;
    place += length;
  }
  return -1;
}
