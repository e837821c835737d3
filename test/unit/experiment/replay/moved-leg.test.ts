import { describe, expect, it } from 'vitest';
import { firstMove, type LegsById, legMoves, legsNoted } from '../../../../src/experiment/replay/moved-leg.ts';
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

const first = (was: LegsById, is: LegsById, hasMoved = true) =>
  firstMove(was, is, [...new Set([...Object.keys(was), ...Object.keys(is)])], hasMoved);

describe('the leg that moved first', () => {
  it.each([
    ['bm25', told(1, 2), told(3, 4)],
    ['dense', told(1, 2), told(1, 4)],
    ['fusion', told(1, 2), told(1, 2)],
    ['folding', told(1, null), told(1, null)],
    ['fusion', told(1, 2, [1, 1]), told(1, 2, [2, 1])],
    ['rerank', told(1, 2, [1, 1]), told(1, 2, [1, 2])],
    ['bm25', told(1, 2, [1, 1]), told(2, 2, [3, 2])],
  ] as const)('is %s', (leg, was, is) => {
    expect(first(was, is)?.leg).toBe(leg);
  });

  it('is none where nothing moved, or what one answer is silent about may have moved before', () => {
    expect(first(told(1, 2), { other: told(1, 2).d })).toBeNull();
    expect(first(told(1, 2), told(1, 2), false)).toBeNull();
    expect(first(told(1, 2, [1, 1]), told(1, 2, [1, 1]))).toBeNull();
    expect(first({ ...told(1, 2), e: told(2, 1).d }, told(1, 4))).toBeNull();
  });

  it('is told with the first document that it moved', () => {
    const was = { ...told(1, 2), e: told(2, 3).d };
    expect(first(was, { ...told(1, 2), e: told(2, 9).d })).toEqual({ leg: 'dense', id: 'e' });
  });

  it('tells of no place that a leg may not have been asked for', () => {
    // Both legs were asked for a hundred at the least, and for the deepest rank that they gave.
    const beside = { e: told(3, 3).d };
    expect(legMoves({ ...told(1, null), ...beside }, { ...told(1, 154), ...beside }, 'd')).toEqual([]);
    expect(legMoves({ ...told(1, null), e: told(3, 160).d }, { ...told(1, 154), ...beside }, 'd')).toMatchObject([
      { leg: 'dense', was: null, is: { rank: 154 } },
    ]);
    expect(legMoves({ ...told(1, 4), ...beside }, { ...told(1, null), ...beside }, 'd')).toMatchObject([
      { leg: 'dense', was: { rank: 4 }, is: null },
    ]);
    // A leg that gave nobody a place was perhaps not asked.
    expect(legMoves(told(1, 4), told(1, null), 'd')).toEqual([]);
    expect(legMoves(told(1, 4), {}, 'd')).toEqual([]);
    expect(legMoves(told(1, 4), {}, 'constructor')).toEqual([]);
    const linked: LegsById = { d: [{ leg: 'bm25' }, { leg: 'dense' }, { leg: 'rerank', rank: 1, score: 1 }] };
    expect(legMoves({ ...told(1, 4, [1, 1]), ...beside }, { ...linked, ...beside }, 'd')).toEqual([]);
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
    expect(legsNoted(notes)).toMatchObject([{ b: [{ leg: 'bm25', rank: 1, score: 90 }, { leg: 'dense' }] }]);
    expect(legsNoted({ hits: [['a']] })).toBeNull();
    const reranking = { reranker: 'toy', before: { rank: 1, score: 9 }, after: { rank: 3, score: 2 } };
    const reranked = noteLegs([
      { ...hits[0], reranking },
      { ...hits[1], reranking: { reranker: 'toy' } },
    ]);
    expect(legsNoted({ hits: [['a', 'b']], legs: [reranked] })?.[0]).toMatchObject({
      a: [{ leg: 'bm25' }, { leg: 'dense' }, { leg: 'rerank', rank: 3, score: 2, before: { rank: 1, score: 9 } }],
      b: [{ leg: 'bm25' }, { leg: 'dense' }, { leg: 'rerank' }],
    });
    expect(noteLegs([])).toEqual({});
  });
});
