import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measuresOf } from '../../src/evaluation/measure-names.ts';
import { MEASURE_KINDS } from '../../src/evaluation/measure-table.ts';
import { evaluateRanking } from '../../src/evaluation/measures.ts';
import { orderAsTrecEval } from '../../src/evaluation/trec-order.ts';

interface Case {
  readonly judgments: Record<string, number>;
  readonly run: Record<string, number>;
  readonly measures: Record<string, number>;
}

const cases: Case[] = JSON.parse(readFileSync(new URL('trec-eval-measures.json', import.meta.url), 'utf8'));
const rankingOf = ({ run }: Case) => orderAsTrecEval(Object.entries(run).map(([id, score]) => ({ id, score })));

// promise: evaluation/as-trec-eval
describe('every measure', () => {
  const names = Object.keys(cases[0].measures);
  const measures = measuresOf(names);

  it('is in the record, but for another name of one that is', () => {
    const recorded = names.map((name) => name.replace(/[(@].*/, ''));
    expect(MEASURE_KINDS.map(({ name }) => name).filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it.each(names)('is that of trec_eval in a hundred runs with ties: %s', (name) => {
    expect(cases.length).toBe(100);
    for (const each of cases) {
      const measured = evaluateRanking(rankingOf(each), new Map(Object.entries(each.judgments)), measures);
      expect(Math.abs(measured[name] - each.measures[name])).toBeLessThanOrEqual(1e-12);
    }
  });

  it('tells some of the runs apart from others, and their ties from other orders', () => {
    for (const name of names) expect(new Set(cases.map((each) => each.measures[name])).size, name).toBeGreaterThan(1);
    const moved = cases.filter((each) => {
      const ascending = Object.keys(each.run).sort((l, r) => each.run[r] - each.run[l] || (l < r ? -1 : 1));
      const measured = evaluateRanking(ascending, new Map(Object.entries(each.judgments)), measures);
      return Math.abs(measured.MAP - each.measures.MAP) > 1e-6;
    });
    expect(moved.length).toBeGreaterThan(50);
  });
});
