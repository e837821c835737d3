import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateRanking } from '../../src/evaluation/measures.ts';
import { readRun, writeRun } from '../../src/evaluation/run-file.ts';
import { orderAsTrecEval, separateScores } from '../../src/evaluation/trec-order.ts';

const folder = mkdtempSync(join(tmpdir(), 'runs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const topic = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 6 })
  .filter((text) => !/[\t-\r ]|^[#\ufeff]/.test(text));
const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }).filter((text) => !/[\t-\r ]/.test(text));
// Few distinct values beside wide ones, so that ties and near ties are common.
const score = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.integer({ min: 2 ** 24, max: 2 ** 24 + 9 }),
  fc.float({ noNaN: true, min: -(2 ** 100), max: 2 ** 100 }),
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
);
const ranking = fc.uniqueArray(word, { maxLength: 30 }).chain((ids) =>
  fc.array(score, { minLength: ids.length, maxLength: ids.length }).map((scores) => {
    const falling = scores.sort((left, right) => right - left);
    return ids.map((id, index) => ({ id, score: falling[index] }));
  }),
);

describe('a run file', () => {
  it('is ranked by trec_eval as it was written, ties and close scores included', async () => {
    const path = join(folder, 'run');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(topic, { minLength: 1, maxLength: 3 }), ranking, async (topics, rows) => {
        await writeRun(path, new Map(topics.map((topic) => [topic, rows])), 'tag');
        const { run } = await readRun(path);
        expect([...run.keys()]).toEqual(rows.length === 0 ? [] : topics);
        for (const read of run.values()) expect(orderAsTrecEval(read)).toEqual(rows.map((row) => row.id));
      }),
      { numRuns: 300 },
    );
  });

  it('has scores that no sort can confuse, and keeps each that was clear already', () => {
    fc.assert(
      fc.property(ranking, (rows) => {
        const given = rows.map((row) => row.score);
        const written = separateScores(given);
        for (let i = 1; i < written.length; i++) {
          expect(Math.fround(written[i])).toBeLessThan(Math.fround(written[i - 1]));
          if (Math.fround(given[i]) < Math.fround(written[i - 1])) expect(written[i]).toBe(given[i]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('measures', () => {
  const ids = Array.from({ length: 130 }, (_, index) => `d${index}`);
  const shuffled = fc.shuffledSubarray(ids);
  const judgments = fc
    .uniqueArray(fc.tuple(fc.constantFrom(...ids), fc.integer({ min: -1, max: 3 })), { selector: ([id]) => id })
    .map((pairs) => new Map(pairs));

  it('equal their definitions written out', () => {
    fc.assert(
      fc.property(shuffled, judgments, (ranked, judged) => {
        const grade = (id: string) => Math.max(judged.get(id) ?? 0, 0);
        const relevant = [...judged.values()].filter((value) => value > 0).sort((left, right) => right - left);
        const within = (cut: number) => ranked.slice(0, cut).filter((id) => grade(id) > 0).length;
        const dcg = (gains: number[]) => gains.slice(0, 10).reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
        const precisions = ranked.map((id, i) => (grade(id) > 0 ? within(i + 1) / (i + 1) : 0));
        const first = ranked.findIndex((id) => grade(id) > 0);
        const share = (count: number) => (relevant.length === 0 ? 0 : count / relevant.length);
        const expected = {
          'nDCG@10': relevant.length === 0 ? 0 : dcg(ranked.map(grade)) / dcg(relevant),
          MAP: share(precisions.reduce((sum, precision) => sum + precision, 0)),
          'MRR@10': first >= 0 && first < 10 ? 1 / (first + 1) : 0,
          'P@10': within(10) / 10,
          'R@5': share(within(5)),
          'R@100': share(within(100)),
        };
        const measured = evaluateRanking(ranked, judged);
        for (const name of Object.keys(expected) as (keyof typeof expected)[]) {
          expect(measured[name], name).toBeCloseTo(expected[name], 13);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
