import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kendallTau } from '../../src/evaluation/kendall-tau.ts';
import { rankBiasedOverlap } from '../../src/evaluation/rank-biased-overlap.ts';
import { overlapAt, sharedCounts } from '../../src/evaluation/rank-overlap.ts';

const ranking = fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 25 });
const persistences = fc.constantFrom(0.1, 0.5, 0.8, 0.9, 0.98);

/** RBO as its definition: agreements of ever deeper places with their weights, until no weight is left. */
function directRbo(ours: readonly string[], theirs: readonly string[], p: number): number {
  const [short, long] = ours.length <= theirs.length ? [ours, theirs] : [theirs, ours];
  if (short.length === 0) return long.length === 0 ? 1 : 0;
  const common = (d: number) => long.slice(0, d).filter((id) => short.slice(0, d).includes(id)).length;
  const agreement = (d: number): number => {
    if (d > long.length) return agreement(long.length);
    // Of the places that the shorter list lacks, as many are common as at its end.
    const assumed = d > short.length ? (common(short.length) / short.length) * (d - short.length) : 0;
    return (common(d) + assumed) / d;
  };
  let sum = 0;
  for (let d = 1; p ** d > 1e-15; d++) sum += (1 - p) * p ** (d - 1) * agreement(d);
  return sum;
}

/** Tau as its definition: every pair. */
function directTau(ours: readonly string[], theirs: readonly string[]): number | null {
  const all = [...new Set([...ours, ...theirs])];
  const rankIn = (list: readonly string[], id: string) => (list.includes(id) ? list.indexOf(id) : list.length);
  let [sum, pairs] = [0, 0];
  for (const [i, left] of all.entries()) {
    for (const right of all.slice(i + 1)) {
      pairs++;
      sum +=
        Math.sign(rankIn(ours, left) - rankIn(ours, right)) * Math.sign(rankIn(theirs, left) - rankIn(theirs, right));
    }
  }
  return pairs === 0 ? null : sum / pairs;
}

describe('measures of how two rankings agree', () => {
  it('rank-biased overlap is the direct sum, whichever list is longer', () => {
    fc.assert(
      fc.property(ranking, ranking, persistences, (ours, theirs, p) => {
        expect(rankBiasedOverlap(ours, theirs, p)).toBeCloseTo(directRbo(ours, theirs, p), 9);
        expect(rankBiasedOverlap(theirs, ours, p)).toBe(rankBiasedOverlap(ours, theirs, p));
      }),
    );
  });

  it('tau is the mean over all pairs of all documents', () => {
    fc.assert(
      fc.property(ranking, ranking, (ours, theirs) => {
        const direct = directTau(ours, theirs);
        if (direct === null) expect(kendallTau(ours, theirs)).toBeNull();
        else expect(kendallTau(ours, theirs)).toBeCloseTo(direct, 12);
      }),
    );
  });

  it('overlap at each depth is what is shared there', () => {
    fc.assert(
      fc.property(ranking, ranking, (ours, theirs) => {
        const counts = sharedCounts(ours, theirs);
        for (let depth = 1; depth <= counts.length; depth++) {
          const longer = Math.max(Math.min(depth, ours.length), Math.min(depth, theirs.length));
          expect(overlapAt(ours, theirs, depth)).toBe(counts[depth - 1] / longer);
        }
      }),
    );
  });

  it('all are whole for a list and itself', () => {
    fc.assert(
      fc.property(ranking, persistences, (list, p) => {
        expect(rankBiasedOverlap(list, list, p)).toBeCloseTo(1, 12);
        expect(kendallTau(list, list) ?? 1).toBe(1);
        expect(overlapAt(list, list, 10)).toBe(1);
      }),
    );
  });
});
