import { describe, expect, it } from 'vitest';
import { SurfaceTable } from '../../../src/analysis/surface-table.ts';

/** More words than a table keeps. */
const WORDS = 700_000;

function keyOf(word: string): { codes: Uint16Array; low: number; high: number } {
  const codes = Uint16Array.from(word, (character) => character.charCodeAt(0));
  let low = 0;
  let high = 0;
  for (const code of codes) {
    high = (high << 8) | (low >>> 24);
    low = (low << 8) | code | 0x20;
  }
  return { codes, low, high };
}

function find(table: SurfaceTable, word: string): number {
  const { codes, low, high } = keyOf(word);
  return table.find(codes, 0, codes.length, low, high);
}

function add(table: SurfaceTable, word: string, value: number): void {
  const { codes, low, high } = keyOf(word);
  table.add(codes, 0, codes.length, low, high, value);
}

describe('the surface table', () => {
  it('tells words apart that end alike, however long they are', () => {
    const table = new SurfaceTable();
    const words = [
      'a',
      '0a',
      'national',
      'inational',
      'international',
      'xnternational',
      "o'clock",
      'a'.repeat(64),
      'a'.repeat(63),
    ];
    for (const [i, word] of words.entries()) add(table, word, i + 1);
    expect(words.map((word) => find(table, word))).toEqual(words.map((_, i) => i + 1));
    for (const word of ['b', 'ational', 'nnational', 'interxational', 'a'.repeat(62)])
      expect(find(table, word)).toBe(0);
  });

  it('reads upper and lower case alike', () => {
    const table = new SurfaceTable();
    add(table, 'International', 7);
    expect(find(table, 'INTERNATIONAL')).toBe(7);
  });

  it('does not remember what is longer than words are', () => {
    const table = new SurfaceTable();
    add(table, 'a'.repeat(65), 1);
    expect(find(table, 'a'.repeat(65))).toBe(0);
  });

  it('forgets all when it is full, and never gives a word the value of another', () => {
    const table = new SurfaceTable();
    for (let i = 1; i <= WORDS; i++) {
      const word = i % 2 === 0 ? `w${i}` : `averylongword${i}`;
      add(table, word, i);
      if (find(table, word) !== i) expect.unreachable(`${word} is not found`);
    }
    let kept = 0;
    for (let i = 1; i <= WORDS; i++) {
      const value = find(table, i % 2 === 0 ? `w${i}` : `averylongword${i}`);
      if (value !== 0 && value !== i) expect.unreachable(`word ${i} has the value of word ${value}`);
      if (value !== 0) kept++;
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(1 << 19);
    expect(find(table, 'averylongword1')).toBe(0);
  });
});
