import { describe, expect, it } from 'vitest';
import { foldCase } from '../../../src/analysis/case-folding.ts';

async function readDatabase(status: string): Promise<ReadonlyMap<number, number | number[]>> {
  const module: { default: Map<number, number | number[]> } = await import(
    `@unicode/unicode-15.1.0/Case_Folding/${status}/code-points.mjs`
  );
  return module.default;
}

describe('case folding', () => {
  it('is that of the database for every code point', async () => {
    const foldings = new Map([...(await readDatabase('C')), ...(await readDatabase('F'))]);
    const strays: number[] = [];
    for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
      const expected = String.fromCodePoint(...[foldings.get(codePoint) ?? codePoint].flat());
      if (foldCase(String.fromCodePoint(codePoint)) !== expected) strays.push(codePoint);
    }
    expect(strays).toEqual([]);
    expect(foldings.size).toBeGreaterThan(1500);
  });

  it.each([
    ['Σ', 'σ'],
    ['ς', 'σ'],
    ['ß', 'ss'],
    ['ẞ', 'ss'],
    ['ﬃ', 'ffi'],
    ['İ', 'i\u0307'],
    ['ı', 'ı'],
    ['I', 'i'],
  ])('of %s is %s', (character, expected) => {
    expect(foldCase(character)).toBe(expected);
  });
});
