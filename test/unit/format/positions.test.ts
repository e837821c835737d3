import { describe, expect, it } from 'vitest';
import { choosePositionForm, PositionCursor, readStart, writeStart } from '../../../src/format/positions.ts';

const corrupt = expect.objectContaining({ code: 'INDEX_CORRUPT', facts: { file: 'positions-000.bin' } });

function open(entries: number, form: number, ...given: readonly number[]): PositionCursor {
  const bytes = Uint8Array.from(given);
  const read = (at: number, length: number) => bytes.subarray(at, at + length);
  return new PositionCursor('positions-000.bin', entries, { start: 100, end: 100 + bytes.length, form }, read);
}

/** Seventy entries: a block of sixty-four, the first of which has the positions 5 and 9 and the others 7, and one of six with 300. */
function twoBlocks(): number[] {
  const little = (value: number) => [value % 256, value >>> 8, 0, 0];
  const first = [2, ...Array<number>(63).fill(1), 5, 9, ...Array<number>(63).fill(7), 0];
  const second = [1, 1, 1, 1, 1, 1, ...Array<number[]>(6).fill([44, 1]).flat()];
  return [...little(writeStart(8, 0)), ...little(writeStart(8 + first.length, 1)), ...first, ...second];
}

describe('the positions of a term', () => {
  it.each([
    ['one byte', 0, [2, 0, 1, 5, 133, 7]],
    ['two bytes', 1, [2, 0, 1, 5, 0, 133, 0, 7, 0, 0]],
    ['two bytes, and as many a count', 2, [2, 0, 0, 0, 1, 0, 5, 0, 133, 0, 7, 0]],
    ['four bytes', 3, [2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 133, 0, 0, 0, 7, 0, 0, 0]],
  ])('are read of any entry, in %s each', (_what, form, bytes) => {
    expect(open(3, form, ...bytes).at(2)).toEqual([7]);
    expect(open(3, form, ...bytes).at(1)).toEqual([]);
    const cursor = open(3, form, ...bytes);
    expect(cursor.next()).toEqual([5, 133]);
    expect(cursor.isAtEnd).toBe(false);
    expect([cursor.next(), cursor.entry, cursor.isAtEnd]).toEqual([[7], 2, true]);
  });

  it('are read block by block, each in a form of its own', () => {
    const cursor = open(70, 0, ...twoBlocks());
    expect([cursor.at(69), cursor.at(0), cursor.at(63), cursor.at(64)]).toEqual([[300], [5, 9], [7], [300]]);
    expect(cursor.isAsWritten()).toBe(true);
  });

  it.each([
    ['no bytes', 1, []],
    ['counts that end early', 3, [1, 1]],
    ['a count beyond the bytes', 1, [9, 1, 1]],
    ['starts of blocks that end early', 70, [8, 0, 0, 0]],
    ['a block that begins behind the end', 70, [255, 255, 255, 255, 255, 255, 255, 255]],
  ])('are refused where there is %s', (_what, entries, bytes) => {
    expect(() => open(entries, 0, ...bytes).next()).toThrow(corrupt);
  });

  it('end behind the last entry', () => {
    const cursor = open(1, 0, 1, 5);
    cursor.next();
    expect(() => cursor.next()).toThrow(corrupt);
  });

  it.each([
    ['a larger form than the numbers need', 1, 1, [1, 5, 0, 0]],
    ['more behind the last position', 1, 0, [1, 5, 0, 0]],
    ['something else than zero behind it', 2, 0, [1, 0, 5, 1]],
    ['a form for all of several blocks', 70, 1, twoBlocks()],
  ])('are written in one way only: not with %s', (_what, entries, form, bytes) => {
    expect(open(entries, form, ...bytes).isAsWritten()).toBe(false);
  });
});

describe('the form of a block', () => {
  it.each([
    [255, 255, 0],
    [1, 256, 1],
    [255, 65_535, 1],
    [256, 256, 2],
    [256, 65_535, 2],
    [1, 65_536, 3],
  ])('for counts up to %i and positions up to %i is %i', (count, position, form) => {
    expect(choosePositionForm(count, position)).toBe(form);
  });

  it('stands beside its place', () => {
    expect(readStart(writeStart(2 ** 31 - 2, 3))).toEqual({ bytes: 2 ** 31 - 2, form: 3 });
  });
});
