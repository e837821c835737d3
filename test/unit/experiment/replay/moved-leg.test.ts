import { describe, expect, it } from 'vitest';
import { firstMovedLeg, type LegsById, legsNoted } from '../../../../src/experiment/replay/moved-leg.ts';
import { noteLegs } from '../../../../src/serving/noted-legs.ts';

/** One document: ranks and scores of its legs. */
function told(bm25: number | null, dense: number | null, rerank?: readonly [before: number, after: number]): LegsById {
  const place = (rank: number) => ({ rank, score: 1000 - rank });
  return {
    d: [
      ...(bm25 === null ? [] : [{ leg: 'bm25' as const, ...place(bm25) }]),
      ...(dense === null ? [] : [{ leg: 'dense' as const, ...place(dense) }]),
      ...(rerank === undefined ? [] : [{ leg: 'rerank' as const, ...place(rerank[1]), before: place(rerank[0]) }]),
    ],
  };
}

describe('the leg that moved first', () => {
  it.each([
    ['bm25', told(1, 2), told(3, 4)],
    ['dense', told(1, 2), told(1, 4)],
    ['dense', told(1, null), told(1, 4)],
    ['fusion', told(1, 2), told(1, 2)],
    ['folding', told(1, null), told(1, null)],
    ['fusion', told(1, 2, [1, 1]), told(1, 2, [2, 1])],
    ['rerank', told(1, 2, [1, 1]), told(1, 2, [1, 2])],
    ['bm25', told(1, 2, [1, 1]), told(2, 2, [3, 2])],
  ] as const)('is %s', (leg, was, is) => {
    expect(firstMovedLeg(was, is, true)).toBe(leg);
  });

  it('is none where nothing is told of by both, or nothing moved', () => {
    expect(firstMovedLeg(told(1, 2), { other: told(1, 2).d }, true)).toBeNull();
    expect(firstMovedLeg(told(1, 2), told(1, 2), false)).toBeNull();
    expect(firstMovedLeg(told(1, 2, [1, 1]), told(1, 2, [1, 1]), true)).toBeNull();
  });
});

describe('what is noted of legs', () => {
  it('gives back what each said of a document, and says nothing of a leg that was not asked', () => {
    const hits = [
      { passage: 4, score: 9, lexical: { rank: 2, score: 80 }, dense: { rank: 1, score: 70 } },
      { passage: 5, score: 8, lexical: { rank: 1, score: 90 } },
    ];
    const legs = noteLegs(hits);
    expect(legs).toEqual({ bm25: '2:80 1:90', dense: '1:70 -' });
    const notes = { hits: [['a', 'b']], legs: [legs] };
    expect(legsNoted(notes, 0)).toMatchObject({ b: [{ leg: 'bm25', rank: 1, score: 90 }, { leg: 'dense' }] });
    expect(legsNoted(notes, 1)).toEqual({});
    expect(legsNoted({ hits: [['a']] }, null)).toBeNull();
    const reranking = { reranker: 'toy', before: { rank: 1, score: 9 }, after: { rank: 3, score: 2 } };
    const reranked = noteLegs([
      { ...hits[0], reranking },
      { ...hits[1], reranking: { reranker: 'toy' } },
    ]);
    expect(legsNoted({ hits: [['a', 'b']], legs: [reranked] }, null)).toMatchObject({
      a: [{ leg: 'bm25' }, { leg: 'dense' }, { leg: 'rerank', rank: 3, score: 2, before: { rank: 1, score: 9 } }],
      b: [{ leg: 'bm25' }, { leg: 'dense' }, { leg: 'rerank' }],
    });
    expect(noteLegs([])).toEqual({});
  });
});
