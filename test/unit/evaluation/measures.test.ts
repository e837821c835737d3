import { describe, expect, it } from 'vitest';
import { evaluateRanking, evaluateRankings, meanMeasures } from '../../../src/evaluation/measures.ts';

const ZERO = { 'nDCG@10': 0, MAP: 0, 'MRR@10': 0, 'P@10': 0, 'R@5': 0, 'R@100': 0 };

describe('evaluateRanking', () => {
  it('gives 1 to the ideal ranking, save P@10, which divides by ten', () => {
    const judgments = new Map([
      ['a', 1],
      ['b', 3],
      ['c', 0],
      ['d', -1],
    ]);
    expect(evaluateRanking(['b', 'a', 'c'], judgments)).toEqual({
      ...ZERO,
      'nDCG@10': 1,
      MAP: 1,
      'MRR@10': 1,
      'P@10': 0.2,
      'R@5': 1,
      'R@100': 1,
    });
  });

  it('takes grades as gains, without a power of two', () => {
    const { 'nDCG@10': measured } = evaluateRanking(
      ['a', 'b'],
      new Map([
        ['a', 1],
        ['b', 3],
      ]),
    );
    expect(measured).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 15);
  });

  it('lets a negative grade cost nothing and gain nothing', () => {
    const judged = new Map([
      ['a', -3],
      ['b', 1],
    ]);
    expect(evaluateRanking(['a', 'b'], judged)).toEqual(evaluateRanking(['x', 'b'], new Map([['b', 1]])));
  });

  it.each([[new Map()], [new Map([['a', 0]])], [new Map([['a', -1]])]])(
    'is 0 without relevant documents',
    (judgments) => {
      expect(evaluateRanking(['a'], judgments)).toEqual(ZERO);
    },
  );

  it.each([
    ['R@5', 5],
    ['MRR@10', 10],
    ['P@10', 10],
    ['nDCG@10', 10],
    ['R@100', 100],
  ] as const)('%s counts rank %i and not the next', (name, cut) => {
    const others = Array.from({ length: cut }, (_, index) => `x${index}`);
    const judgments = new Map([['hit', 1]]);
    expect(evaluateRanking([...others.slice(1), 'hit'], judgments)[name]).toBeGreaterThan(0);
    expect(evaluateRanking([...others, 'hit'], judgments)[name]).toBe(0);
  });

  it('refuses a ranking that repeats a document', () => {
    expect(() => evaluateRanking(['a', 'a'], new Map([['a', 1]]))).toThrow(TypeError);
  });
});

describe('evaluateRankings', () => {
  it('averages topics that are in both files, an unanswered one counting 0', () => {
    const qrels = new Map([
      ['1', new Map([['a', 1]])],
      ['2', new Map([['a', 1]])],
      ['no topic', new Map([['a', 1]])],
    ]);
    const rankings = new Map([
      ['1', ['a']],
      ['3', ['a']],
    ]);
    const { perTopic, means } = evaluateRankings(['3', '2', '1'], qrels, rankings);
    expect([...perTopic.keys()]).toEqual(['2', '1']);
    expect(means).toEqual({ 'nDCG@10': 0.5, MAP: 0.5, 'MRR@10': 0.5, 'P@10': 0.05, 'R@5': 0.5, 'R@100': 0.5 });
  });

  it('has no means without judged topics', () => {
    expect(evaluateRankings(['1'], new Map(), new Map()).means).toBeNull();
    expect(() => meanMeasures([])).toThrow(RangeError);
  });
});
