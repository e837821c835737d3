import { describe, expect, it } from 'vitest';
import { StillwebError } from '../../../src/errors.ts';
import { DEFAULT_MEASURES, measuresOf } from '../../../src/evaluation/measure-names.ts';
import { evaluateRanking } from '../../../src/evaluation/measures.ts';

const judgments = new Map([
  ['best', 2],
  ['good', 1],
  ['bad', 0],
  ['unjudged', -1],
]);

describe('measures by name', () => {
  it.each([
    ['ndcg@10', 'nDCG@10'],
    ['AP', 'MAP'],
    ['map_cut@5', 'MAP@5'],
    ['rr@10', 'MRR@10'],
    ['Recall@100', 'R@100'],
    ['bpref', 'Bpref'],
    ['judged@10', 'Judged@10'],
    ['SetF1', 'SetF'],
    ['P(rel=2)@5', 'P(rel=2)@5'],
    ['AP(rel=1)', 'MAP'],
  ])('are known by other names, in any case: %s', (given, name) => {
    expect(measuresOf([given])[0].name).toBe(name);
  });

  it('keep the order in which they are named', () => {
    const measured = evaluateRanking(['good'], judgments, measuresOf(['SetR', 'MRR', 'nDCG@3']));
    expect(Object.keys(measured)).toEqual(['SetR', 'MRR', 'nDCG@3']);
    expect(Object.keys(evaluateRanking(['good'], judgments))).toEqual(DEFAULT_MEASURES);
  });

  it.each<[string, string[], string]>([
    ['a name that is none, with the one that was meant', ['nDGC@10'], 'did you mean nDCG'],
    ['a cut that is missing', ['P'], 'needs a cut'],
    ['a cut where there can be none', ['Rprec@10'], 'takes no cut'],
    ['a cut of nothing', ['P@0'], 'not 1 to 10000'],
    ['a level for gains', ['nDCG(rel=2)@10'], 'takes no level'],
    ['a level that every document has', ['P(rel=0)@10'], 'a level that is not'],
    ['a measure twice, under two names', ['MAP', 'AP'], 'asked for twice'],
    ['no measure', [], 'no measure'],
  ])('refuses %s', (_what, names, message) => {
    expect(() => measuresOf(names)).toThrow(message);
    expect(() => measuresOf(names)).toThrow(StillwebError);
  });

  it('refuses what is no list of names', () => {
    expect(() => measuresOf('MAP' as never)).toThrow('a list of names');
  });
});

describe('a level of relevance', () => {
  it('decides which grades are relevant, and which judged ones are not', () => {
    const ranking = ['good', 'best'];
    expect(evaluateRanking(ranking, judgments, measuresOf(['MRR', 'MRR(rel=2)', 'Bpref', 'Bpref(rel=2)']))).toEqual({
      MRR: 1,
      'MRR(rel=2)': 0.5,
      Bpref: 1,
      'Bpref(rel=2)': 0,
    });
  });
});

describe('Judged', () => {
  it('counts over what was ranked where that is less than the cut, and knows a negative grade as a judgment', () => {
    const names = measuresOf(['Judged@2', 'Judged@10']);
    expect(evaluateRanking(['bad', 'unjudged', 'x', 'y'], judgments, names)).toEqual({
      'Judged@2': 1,
      'Judged@10': 0.5,
    });
    expect(evaluateRanking([], judgments, names)).toEqual({ 'Judged@2': 0, 'Judged@10': 0 });
  });
});

describe('without a relevant document', () => {
  it('every measure is 0 but Judged', () => {
    const names = 'nDCG,MAP,MRR,P@5,R@5,Success@5,Rprec,Bpref,SetP,SetR,SetF'.split(',');
    const measured = evaluateRanking(['bad', 'x'], new Map([['bad', 0]]), measuresOf(names));
    expect(Object.values(measured)).toEqual(names.map(() => 0));
  });
});
