import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankBiasedOverlap } from '../../../src/evaluation/rank-biased-overlap.ts';
import { measureStability, rankMovement } from '../../../src/evaluation/stability.ts';

const DEPTHS = { depth: 10, persistence: 0.9 };
const named = (name: string, lists: Readonly<Record<string, string>>) => ({
  name,
  rankings: new Map(Object.entries(lists).map(([call, list]) => [call, list.split('')])),
});

describe('ranks moved', () => {
  it('are counted over what both lists have', () => {
    // a stays, b and c change places, d goes, e comes, f moves up by two.
    expect(rankMovement('abcdxf'.split(''), 'acbfex'.split(''))).toEqual({
      kept: 5,
      moved: 0 + 1 + 1 + 2 + 1,
      furthest: 2,
      left: 1,
      came: 1,
    });
    expect(rankMovement([], ['a'])).toEqual({ kept: 0, moved: 0, furthest: 0, left: 0, came: 1 });
  });

  it('are none from a list to itself, and as many back as forth', () => {
    const list = fc.uniqueArray(fc.string({ maxLength: 2 }), { maxLength: 12 });
    fc.assert(
      fc.property(list, list, (ours, theirs) => {
        expect(rankMovement(ours, ours)).toMatchObject({ moved: 0, left: 0, came: 0 });
        const [there, back] = [rankMovement(ours, theirs), rankMovement(theirs, ours)];
        expect(back).toEqual({ ...there, left: there.came, came: there.left });
      }),
    );
  });
});

describe('stability', () => {
  const base = named('base', { one: 'abcd', two: 'efgh', three: 'ij' });

  it('is told of each variant, of the variants among each other, and of what all agree on', () => {
    const swapped = named('swapped', { one: 'bacd', two: 'efgh', three: 'ij' });
    const cut = named('cut', { one: 'abc', two: '', four: 'z' });
    const { variants, among, common, calls } = measureStability(base, [swapped, cut], DEPTHS);
    expect(calls).toBe(3);
    expect(variants[0]).toMatchObject({
      ...{ name: 'swapped', calls: 3, missing: 0, added: 0, equal: 2, sameFirst: 2, furthest: 1, left: 0, came: 0 },
      movedRanks: 2 / 10,
      overlap: { 1: expect.closeTo(2 / 3, 9), 3: 1 },
    });
    const rbo = (rankBiasedOverlap('abcd'.split(''), 'bacd'.split(''), 0.9) + 2) / 3;
    expect(variants[0].rbo).toBeCloseTo(rbo, 9);
    expect(variants[1]).toMatchObject({
      calls: 2,
      missing: 1,
      added: 1,
      equal: 0,
      sameFirst: 1,
      movedRanks: 0,
      left: 5 / 2,
      came: 0,
    });
    expect(among.pairs).toBe(1);
    expect(among.rbo).toBeCloseTo(rankBiasedOverlap('bacd'.split(''), 'abc'.split(''), 0.9) / 2, 9);
    expect(common).toEqual({ calls: 2, equal: 0, sameFirst: 0 });
  });

  it('is whole for a variant that changes nothing', () => {
    const same = { ...base, name: 'same' };
    const { variants, among, common } = measureStability(base, [same, same], DEPTHS);
    expect(variants[0]).toMatchObject({
      rbo: 1,
      tau: 1,
      equal: 3,
      sameFirst: 3,
      movedRanks: 0,
      overlap: { 1: 1, 10: 1 },
    });
    expect([among.rbo, among.overlap?.[5], common.equal]).toEqual([1, 1, 3]);
  });

  it('of calls that nobody shares is not known', () => {
    const { variants, among } = measureStability(base, [named('other', { five: 'a' })], DEPTHS);
    expect(variants[0]).toMatchObject({ calls: 0, rbo: null, movedRanks: null, left: null, overlap: null });
    expect(among).toEqual({ pairs: 0, rbo: null, overlap: null });
  });
});
