import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluateRanking, type Measures } from '../../src/evaluation/measures.ts';
import { readRun, writeRun } from '../../src/evaluation/run-file.ts';
import { orderAsTrecEval } from '../../src/evaluation/trec-order.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Case {
  readonly name: string;
  readonly judgments: Record<string, number>;
  /** Documents and scores in the order of an answer. */
  readonly served: readonly (readonly [string, number])[];
  /** Scores under which trec_eval was given them. */
  readonly written: readonly number[];
  /** What it measured then, */
  readonly measures: Measures;
  /** and what of the scores as they were served. */
  readonly measuresOfServedScores: Measures;
}

const cases: Case[] = JSON.parse(readFileSync(new URL('trec-eval-served.json', import.meta.url), 'utf8'));
const path = join(temporaryFolder(), 'run');

function expectClose(ours: Measures, theirs: Measures): void {
  for (const name of Object.keys(theirs) as (keyof Measures)[]) {
    expect(Math.abs(ours[name] - theirs[name]), name).toBeLessThanOrEqual(1e-12);
  }
}

// promise: evaluation/run-order
describe.each(cases)('a run written of a ranking with $name', ({ judgments, served, written, ...expected }) => {
  const rows = served.map(([id, score]) => ({ id, score }));
  const ranking = served.map(([id]) => id);
  const judged = new Map(Object.entries(judgments));

  it('is the one that trec_eval was given, falls strictly as trec_eval reads it, and is sorted into the served order', async () => {
    await writeRun(path, new Map([['1', rows]]), 'tag');
    const read = (await readRun(path)).run.get('1') ?? [];
    expect(read).toEqual(ranking.map((id, i) => ({ id, score: written[i] })));
    const floats = read.map(({ score }) => Math.fround(score));
    for (let i = 1; i < floats.length; i++) expect(floats[i]).toBeLessThan(floats[i - 1]);
    expect(orderAsTrecEval(read)).toEqual(ranking);
  });

  it('is measured by trec_eval as eval measures the served order', () => {
    expectClose(evaluateRanking(ranking, judged), expected.measures);
  });

  it('would be measured in another order under the scores as they were served', () => {
    const resorted = orderAsTrecEval(rows);
    expect(resorted).not.toEqual(ranking);
    expectClose(evaluateRanking(resorted, judged), expected.measuresOfServedScores);
    expect(Math.abs(expected.measures.MAP - expected.measuresOfServedScores.MAP)).toBeGreaterThan(1e-4);
  });
});
