import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateRanking, evaluateRankings, type Measures } from '../../src/evaluation/measures.ts';
import { orderAsTrecEval } from '../../src/evaluation/trec-order.ts';

interface Case {
  readonly name: string;
  readonly qrels: Record<string, Record<string, number>>;
  readonly run: Record<string, Record<string, number>>;
  readonly measures: Record<string, Measures>;
}

const cases: Case[] = JSON.parse(readFileSync(new URL('trec-eval.json', import.meta.url), 'utf8'));

function judgmentsOf(each: Case, topic: string): Map<string, number> {
  return new Map(Object.entries(each.qrels[topic]));
}

function rankingOf(each: Case, topic: string): string[] {
  return orderAsTrecEval(Object.entries(each.run[topic] ?? {}).map(([id, score]) => ({ id, score })));
}

function expectClose(ours: Measures, theirs: Measures): void {
  expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
  for (const name of Object.keys(theirs) as (keyof Measures)[]) {
    expect(Math.abs(ours[name] - theirs[name]), name).toBeLessThanOrEqual(1e-12);
  }
}

// promise: evaluation/as-trec-eval
describe('measures', () => {
  it.each(cases)('are those of trec_eval: $name', (each) => {
    const topics = Object.keys(each.measures);
    expect(topics.length).toBeGreaterThan(0);
    for (const topic of topics) {
      expectClose(evaluateRanking(rankingOf(each, topic), judgmentsOf(each, topic)), each.measures[topic]);
    }
  });

  it('average over judged topics, a topic without answers counting zero', () => {
    for (const each of cases) {
      const judged = Object.keys(each.qrels);
      const qrels = new Map(judged.map((topic) => [topic, judgmentsOf(each, topic)]));
      const rankings = new Map(Object.keys(each.run).map((topic) => [topic, rankingOf(each, topic)]));
      const { perTopic, means } = evaluateRankings(['1', '2', 'a-3', 'unjudged'], qrels, rankings);
      expect([...perTopic.keys()]).toEqual(judged);
      const sum = judged.reduce((total, topic) => total + (each.measures[topic]?.MAP ?? 0), 0);
      expect(means?.MAP).toBeCloseTo(sum / judged.length, 12);
    }
  });

  it('are compared on cases that tell the rules of order apart', () => {
    const differs = (order: (rows: [string, number][]) => string[]) =>
      cases.some((each) =>
        Object.keys(each.measures).some(
          (topic) =>
            evaluateRanking(order(Object.entries(each.run[topic])), judgmentsOf(each, topic)).MAP !==
            evaluateRanking(rankingOf(each, topic), judgmentsOf(each, topic)).MAP,
        ),
      );
    const ascending = (left: string, right: string) => (left < right ? -1 : 1);
    expect(
      differs((rows) => rows.sort((l, r) => r[1] - l[1] || ascending(l[0], r[0])).map(([id]) => id)),
      'ids ascending',
    ).toBe(true);
    expect(
      differs((rows) => rows.sort((l, r) => r[1] - l[1] || ascending(r[0], l[0])).map(([id]) => id)),
      'scores as 64-bit floats, ids as UTF-16',
    ).toBe(true);
  });
});
