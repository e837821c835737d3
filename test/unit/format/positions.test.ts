import { describe, expect, it } from 'vitest';
import { PositionCursor } from '../../../src/format/positions.ts';

const corrupt = expect.objectContaining({ code: 'INDEX_CORRUPT', facts: { file: 'positions-000.bin' } });
const open = (...bytes: readonly number[]) => new PositionCursor(Uint8Array.from(bytes), 'positions-000.bin');

describe('the positions of a term', () => {
  it('are read, and skipped, posting after posting', () => {
    const cursor = open(2, 5, 128, 1, 1, 0, 1, 7);
    expect(cursor.next()).toEqual([5, 133]);
    cursor.skip(1);
    expect(cursor.next()).toEqual([7]);
    expect(cursor.isAtEnd).toBe(true);
  });

  it.each([
    ['no bytes', []],
    ['a posting without a position', [0]],
    ['a count beyond the bytes', [9, 1, 1]],
    ['a count of four thousand million', [255, 255, 255, 255, 15, 1]],
    ['a gap that goes on for ever', [1, 255, 255, 255, 255, 255, 255]],
    ['a gap that ends early', [1, 128]],
    ['a gap of more than 32 bits', [1, 128, 128, 128, 128, 16]],
    ['a number with a zero at its end', [1, 133, 0]],
  ])('are refused where there is %s', (_what, bytes) => {
    expect(() => open(...bytes).next()).toThrow(corrupt);
  });

  it.each([
    ['more postings than there are', [1, 5, 1, 6], 3],
    ['positions that end early', [2, 128, 128], 1],
    ['positions without an end', [3, 255, 255, 255], 1],
  ])('end a skip over %s', (_what, bytes, postings) => {
    expect(() => open(...bytes).skip(postings)).toThrow(corrupt);
  });
});
