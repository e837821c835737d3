/** The measures of ir-measures, and of trec_eval's own code behind it, beside ours. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measuresOf } from '../../src/evaluation/measure-names.ts';
import { evaluateRanking } from '../../src/evaluation/measures.ts';
import { writeRun } from '../../src/evaluation/run-file.ts';
import { orderAsTrecEval } from '../../src/evaluation/trec-order.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Environment, pythonWith } from './support/python-clients.ts';

const FOLDER = join(ROOT, 'test', 'clients', 'measures');
const INSTALL_MS = 900_000;
const NAMES = [
  ...['nDCG', 'nDCG@10', 'nDCG@100', 'MAP', 'MAP@20', 'MRR', 'P@5', 'P@30', 'R@5', 'R@100', 'Rprec', 'Bpref'],
  ...['Success@1', 'Success@10', 'SetP', 'SetR', 'SetF', 'MAP(rel=2)', 'P(rel=2)@10', 'Bpref(rel=2)', 'Rprec(rel=2)'],
];
/** Here ir-measures breaks ties by another rule than trec_eval, whose code it asks everywhere else. */
const WITHOUT_TIES = ['Judged@10', 'MRR@10'];

interface Case {
  readonly qrels: Record<string, Record<string, number>>;
  readonly run: Record<string, Record<string, number>>;
}

/** One topic: few distinct scores, so that most documents are tied. */
function makeCase(seed: number): Case {
  const next = xorshift32(0x9e37_79b9 ^ seed);
  const pick = (count: number) => next() % count;
  const distinct = [2, 5, 40][pick(3)];
  const run: Record<string, number> = {};
  const judgments: Record<string, number> = { d0: 2 };
  for (let i = 1 + pick(60); i > 0; i--) run[`d${pick(80)}`] = pick(distinct) / 4;
  for (let i = 1 + pick(40); i > 0; i--) judgments[`d${pick(80)}`] ??= pick(5) - 1;
  return { qrels: { q: judgments }, run: { q: run } };
}

describe('ir-measures', () => {
  const folder = temporaryFolder();
  let environment: Environment;
  const ask = (question: object): Record<string, Record<string, number>>[] => {
    if ('missing' in environment) throw new Error(environment.missing);
    const input = JSON.stringify(question);
    const options = { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    return JSON.parse(execFileSync(environment.python, ['-W', 'ignore', join(FOLDER, 'measure.py')], options));
  };
  beforeAll(async () => {
    environment = await pythonWith(join(FOLDER, 'requirements.txt'));
  }, INSTALL_MS);

  it('agrees on every measure of a hundred runs with ties', ({ skip }) => {
    if ('missing' in environment) skip(environment.missing);
    const cases = Array.from({ length: 100 }, (_, seed) => makeCase(seed));
    const measures = measuresOf(NAMES);
    const theirs = ask({ measures: NAMES, cases });
    for (const [i, { qrels, run }] of cases.entries()) {
      const ranking = orderAsTrecEval(Object.entries(run.q).map(([id, score]) => ({ id, score })));
      const ours = evaluateRanking(ranking, new Map(Object.entries(qrels.q)), measures);
      for (const name of NAMES) expect(Math.abs(ours[name] - theirs[i].q[name]), `${name} of ${i}`).toBeLessThan(1e-9);
    }
  });

  it('agrees on the measures that trec_eval has not, where nothing is tied', ({ skip }) => {
    if ('missing' in environment) skip(environment.missing);
    const cases = Array.from({ length: 20 }, (_, seed) => {
      const { qrels, run } = makeCase(seed);
      return { qrels, run: { q: Object.fromEntries(Object.keys(run.q).map((id, i) => [id, 100 - i])) } };
    });
    const theirs = ask({ measures: WITHOUT_TIES, cases });
    for (const [i, { qrels, run }] of cases.entries()) {
      const ours = evaluateRanking(Object.keys(run.q), new Map(Object.entries(qrels.q)), measuresOf(WITHOUT_TIES));
      for (const name of WITHOUT_TIES) expect(Math.abs(ours[name] - theirs[i].q[name]), name).toBeLessThan(1e-9);
    }
  });

  it('measures the served order of a ranking that is full of ties by the run that was written of it', async ({
    skip,
  }) => {
    if ('missing' in environment) skip(environment.missing);
    const [path, qrels] = [join(folder, 'run'), join(folder, 'qrels')];
    const served = Array.from({ length: 300 }, (_, i) => ({ id: `d${(i * 7) % 300}`, score: 1677721600 - (i >> 5) }));
    const judgments = new Map(served.filter((_, i) => i % 9 === 4).map(({ id }, i) => [id, i % 3]));
    writeFileSync(qrels, Array.from(judgments, ([id, grade]) => `q 0 ${id} ${grade}\n`).join(''));
    await writeRun(path, new Map([['q', served]]), 'tag');
    const ours = evaluateRanking(
      served.map(({ id }) => id),
      judgments,
      measuresOf([...NAMES, ...WITHOUT_TIES]),
    );
    const [{ q: theirs }] = ask({ measures: [...NAMES, ...WITHOUT_TIES], qrels, run: path });
    for (const name of Object.keys(ours)) expect(Math.abs(ours[name] - theirs[name]), name).toBeLessThan(1e-9);
  });

  it('does not pass over the head of a run, so that it is written only where it is asked for', async ({ skip }) => {
    if ('missing' in environment) skip(environment.missing);
    const [path, qrels] = [join(folder, 'headed'), join(folder, 'judged')];
    writeFileSync(qrels, 'q 0 a 1\n');
    await writeRun(path, new Map([['q', [{ id: 'a', score: 1 }]]]), 'tag', { method: { automatic: true } });
    expect(() => ask({ measures: ['MAP'], qrels, run: path })).toThrow('not enough values');
  });
});
