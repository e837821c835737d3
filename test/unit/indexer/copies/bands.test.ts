import { describe, expect, it } from 'vitest';
import { BandTable, bandingFor } from '../../../../indexer/copies/bands.ts';
import { SIGNATURE_WORDS, writeSignature } from '../../../../indexer/copies/signature.ts';

const signatureOf = (...shingles: number[]): Int32Array => {
  const signature = new Int32Array(SIGNATURE_WORDS);
  writeSignature(Int32Array.from(shingles), signature, 0);
  return signature;
};
const spread = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.imul(from + i, 0x9e3779b1));

describe('a signature', () => {
  it('depends on the set of the shingles alone', () => {
    expect(signatureOf(3, 1, 2)).toEqual(signatureOf(1, 2, 3, 3, 1));
    expect(signatureOf(1, 2, 3)).not.toEqual(signatureOf(1, 2, 4));
  });

  it('agrees with another in about as many places as the sets share', () => {
    const [a, b] = [signatureOf(...spread(0, 900)), signatureOf(...spread(100, 900))];
    const agreeing = a.filter((value, place) => value === b[place]).length;
    // 800 of 1,000: 102 of 128 places are expected, with a deviation of 4.5.
    expect(Math.abs(agreeing - 102)).toBeLessThan(14);
  });

  it('is the same on every machine', () => {
    expect([...signatureOf(1, 2, 3).subarray(0, 4)]).toEqual(FIRST_WORDS);
  });
});

/** As they were computed when version 1 of near copies was fixed. */
const FIRST_WORDS = [-1060560942, -1541095449, -758900051, -876015271];

describe('the bands of a share', () => {
  it.each([
    [50, 3],
    [80, 6],
    [90, 10],
    [100, 16],
  ])('of %i percent have %i places each', (percent, rows) => {
    const banding = bandingFor(percent);
    expect(banding.rows).toBe(rows);
    expect(banding.bands * banding.rows).toBeLessThanOrEqual(SIGNATURE_WORDS);
    const missed = (1 - (percent / 100) ** rows) ** banding.bands;
    expect(missed).toBeLessThanOrEqual(0.01);
  });
});

describe('a table of bands', () => {
  it('finds those that share a band, and counts the bands', () => {
    const table = new BandTable(bandingFor(80));
    table.add(4, signatureOf(...spread(0, 100)), 0);
    table.add(7, signatureOf(...spread(5_000, 100)), 0);
    expect([...table.find(signatureOf(...spread(0, 100)), 0)]).toEqual([[4, 21]]);
    expect([...table.find(signatureOf(...spread(2, 100)), 0).keys()]).toEqual([4]);
    expect(table.find(signatureOf(...spread(9_000, 100)), 0).size).toBe(0);
  });

  it('finds all that it was given when it has grown many times', () => {
    const table = new BandTable(bandingFor(80));
    for (let document = 0; document < 2_000; document++) table.add(document, signatureOf(document * 7 + 1), 0);
    for (let document = 0; document < 2_000; document += 97)
      expect(table.find(signatureOf(document * 7 + 1), 0).get(document)).toBe(21);
  });

  it('keeps no more than a few of one band, so that one template costs no time with each of its pages', () => {
    const table = new BandTable(bandingFor(80));
    for (let document = 0; document < 500; document++) table.add(document, signatureOf(1, 2, 3), 0);
    const found = [...table.find(signatureOf(1, 2, 3), 0).keys()];
    expect(found.length).toBeLessThanOrEqual(32);
    expect(found[0]).toBe(0);
  });
});
