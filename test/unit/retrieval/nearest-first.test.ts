import { describe, expect, it } from 'vitest';
import { Bitmap } from '../../../src/retrieval/bitmap.ts';
import { NearestFirst, rankNearestFirst } from '../../../src/retrieval/nearest-first.ts';
import type { Ranking, RetrieveOptions, Retriever } from '../../../src/retrieval/retriever.ts';

const ranking = (...hits: readonly (readonly [number, number])[]): Ranking => ({
  passages: Uint32Array.from(hits, ([passage]) => passage),
  scores: Float64Array.from(hits, ([, score]) => score),
});
const hitsOf = ({ passages, scores }: Ranking) => Array.from(passages, (passage, i) => [passage, scores[i]]);
const admit = (size: number, ...passages: readonly number[]): Bitmap => {
  const bitmap = new Bitmap(size);
  for (const passage of passages) bitmap.add(passage);
  return bitmap;
};

/** Eight passages in documents of two. The walk overlooks 1, which is nearer than all, and 4, which ties with the last. */
const DOCUMENTS = Uint32Array.of(0, 0, 1, 1, 2, 2, 3, 3);
const FOUND = ranking([2, 8], [5, 7], [6, 7]);
const EXACT = ranking([1, 9], [2, 8], [4, 7], [5, 7], [6, 7], [0, 3], [3, 2], [7, 1]);
const every = { depth: 8, groups: null, accept: null } as const;

describe('the nearest first', () => {
  it('come before all others, which stand in the exact order, those that were overlooked among them', () => {
    const whole = [2, 5, 6, 1, 4, 0, 3, 7];
    expect([...rankNearestFirst(FOUND, every, () => EXACT).passages]).toEqual(whole);
    for (const depth of [1, 2, 3, 4, 5, 7]) {
      const { passages } = rankNearestFirst(FOUND, { ...every, depth }, () =>
        ranking(...(hitsOf(EXACT).slice(0, depth) as [number, number][])),
      );
      expect([...passages]).toEqual(whole.slice(0, depth));
    }
  });

  it('have each its own score', () => {
    expect(hitsOf(rankNearestFirst(FOUND, { ...every, depth: 5 }, () => EXACT))).toEqual([
      [2, 8],
      [5, 7],
      [6, 7],
      [1, 9],
      [4, 7],
    ]);
  });

  it('are not ranked exactly when they reach as deep as is asked', () => {
    const refuse = () => {
      throw new Error('scanned');
    };
    expect([...rankNearestFirst(FOUND, { ...every, depth: 3 }, refuse).passages]).toEqual([2, 5, 6]);
    expect(() => rankNearestFirst(FOUND, { ...every, depth: 4 }, refuse)).toThrow('scanned');
  });

  it('stand for their documents, also where another passage that was overlooked is nearer', () => {
    const found = ranking([0, 3], [2, 8], [3, 2]);
    const exact = ranking([1, 9], [2, 8], [5, 7], [6, 7]);
    const options = { ...every, groups: DOCUMENTS };
    expect(hitsOf(rankNearestFirst(found, options, () => exact))).toEqual([
      [0, 3],
      [2, 8],
      [5, 7],
      [6, 7],
    ]);
  });

  it('are left out where a filter does not admit them', () => {
    const accept = admit(8, 1, 5, 6);
    const exact = ranking([1, 9], [5, 7], [6, 7]);
    expect([...rankNearestFirst(FOUND, { ...every, accept }, () => exact).passages]).toEqual([5, 6, 1]);
  });

  it('may be none', () => {
    expect(hitsOf(rankNearestFirst(ranking(), every, () => EXACT))).toEqual(hitsOf(EXACT));
  });
});

describe('the retriever through a graph', () => {
  const asked: RetrieveOptions[] = [];
  const prepared: unknown[] = [];
  const scan: Retriever = {
    leg: 'dense',
    retrieve: (_query, options) => {
      asked.push(options);
      return EXACT;
    },
    prepare: (queries) => prepared.push(queries),
  };
  const retrieverOf = (documents: Uint32Array, isOnePassageEach: boolean) =>
    new NearestFirst({ documents, isOnePassageEach }, { findNearest: () => FOUND }, scan);
  const grouped = retrieverOf(DOCUMENTS, false);
  const query = { terms: [], vector: Int8Array.of(1) };
  const options = { depth: 3, unit: 'passage', accept: null } as const;
  const passagesOf = (retriever: Retriever, more: Partial<RetrieveOptions>) => {
    asked.length = 0;
    return [...retriever.retrieve(query, { ...options, ...more }).passages];
  };

  it('compares every vector when asked to, or when a filter admits less than a quarter', () => {
    expect(passagesOf(grouped, {})).toEqual([2, 5, 6]);
    expect(asked).toEqual([]);
    expect(passagesOf(grouped, { isExact: true })).toEqual([...EXACT.passages]);
    expect(passagesOf(grouped, { accept: admit(8, 5) })).toEqual([...EXACT.passages]);
    expect(asked).toHaveLength(1);
    expect(passagesOf(grouped, { accept: admit(8, 5, 6), depth: 2 })).toEqual([5, 6]);
    expect(asked).toEqual([]);
  });

  it('asks for the rest as it was asked itself', () => {
    const accept = admit(8, 0, 1, 2, 3, 4, 5, 6, 7);
    const deep = { depth: 7, unit: 'document', accept } as const;
    passagesOf(grouped, deep);
    expect(asked).toEqual([{ ...options, ...deep }]);
  });

  it('ranks one passage a document only where documents are asked for and have several', () => {
    const two = Uint32Array.of(0, 0, 1, 2, 2, 1, 1, 3);
    expect(passagesOf(retrieverOf(two, false), { unit: 'document', depth: 2 })).toEqual([2, 1]);
    expect(passagesOf(retrieverOf(two, false), { depth: 2 })).toEqual([2, 5]);
    expect(passagesOf(retrieverOf(two, true), { unit: 'document', depth: 2 })).toEqual([2, 5]);
  });

  it('looks at the deadline before it walks, and ranks nothing for a vector of zeros', () => {
    const late = () => {
      throw new Error('too late');
    };
    expect(() => grouped.retrieve(query, { ...options, checkpoint: late })).toThrow('too late');
    for (const vector of [null, new Int8Array(1)]) {
      expect(hitsOf(grouped.retrieve({ terms: [], vector }, { ...options, isExact: true }))).toEqual([]);
    }
  });

  it('prepares what will be compared, and nothing else', () => {
    const awaited = { vector: Int8Array.of(1), depth: 3, unit: 'passage' } as const;
    grouped.prepare([awaited, { ...awaited, isExact: false }]);
    expect(prepared).toEqual([]);
    grouped.prepare([awaited, { ...awaited, isExact: true }]);
    expect(prepared).toEqual([[{ ...awaited, isExact: true }]]);
  });
});
