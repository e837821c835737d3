import { describe, expect, it } from 'vitest';
import { NO_PASSAGE } from '../../../../src/format/cells.ts';
import { areCellsBounded } from '../../../../src/store/bounds/cells.ts';
import { checkCells } from '../../../../src/store/invariants/cells.ts';
import { Findings } from '../../../../src/store/invariants/findings.ts';

/** Forty passages in three cells: the even ones below 36, none, and the others. */
function makeCells() {
  const places = new Uint32Array(2 * 32).fill(NO_PASSAGE);
  const even = Array.from({ length: 18 }, (_, i) => i * 2);
  places.set(even);
  places.set(
    Array.from({ length: 40 }, (_, i) => i).filter((passage) => !even.includes(passage)),
    32,
  );
  return {
    centres: new Int8Array(3 * 16),
    starts: Uint32Array.of(0, 1, 1, 2),
    passages: places,
    order: Uint32Array.from({ length: 16 }, (_, i) => i),
    tables: Uint32Array.of(8, 0, 0),
    words: new Int8Array(16 * 16),
    codes: new Uint8Array(2 * 128),
  };
}

function findIn(change: (places: Uint32Array) => void): string[] {
  const cells = makeCells();
  change(cells.passages);
  const findings = new Findings();
  checkCells([makeCells(), cells], [40, 40], findings);
  expect(findings.finish().every(({ message }) => message.startsWith('shard 1: '))).toBe(true);
  return findings.finish().map(({ kind }) => kind);
}

describe('the check of cells', () => {
  it('finds nothing in sound ones', () => {
    expect(findIn(() => {})).toEqual([]);
  });

  it.each([
    ['a passage is twice in a cell', (places) => places.fill(2, 2, 3)],
    ['a passage is in two cells', (places) => places.fill(0, 32, 33)],
    ['a passage is in none', (places) => places.fill(NO_PASSAGE, 17, 18)],
    ['passages of a cell do not ascend', (places) => places.set([2, 0])],
    ['a place is behind an unused one', (places) => places.copyWithin(20, 17, 18).fill(NO_PASSAGE, 17, 18)],
    ['a passage is outside', (places) => places.fill(40, 53, 54)],
  ] satisfies [string, (places: Uint32Array) => unknown][])('finds that %s', (_what, change) => {
    expect(findIn(change)).toEqual(['cell-passage']);
  });
});

describe('the bounds of cells', () => {
  it('hold every place to passages of the shard', () => {
    expect(areCellsBounded(makeCells(), 40)).toBe(true);
    expect(areCellsBounded(makeCells(), 39)).toBe(false);
  });

  it('hold the tables of codes to as many as a search has room for', () => {
    const order = Uint32Array.from({ length: 64 }, (_, i) => i);
    expect(areCellsBounded({ ...makeCells(), order, tables: Uint32Array.of(8, 12, 0) }, 40)).toBe(true);
    expect(areCellsBounded({ ...makeCells(), order, tables: Uint32Array.of(32, 0, 0) }, 40)).toBe(false);
  });

  it('hold the cells to what a search has room for', () => {
    expect(areCellsBounded({ ...makeCells(), starts: new Uint32Array(8194) }, 40)).toBe(false);
  });
});
