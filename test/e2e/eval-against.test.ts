import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparePaired } from '../../src/evaluation/comparison.ts';
import { ARTICLES, HANDBOOK, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FILES = ['--topics', join(HANDBOOK, 'queries.jsonl'), '--qrels', join(HANDBOOK, 'qrels.tsv')];

describe('stillweb eval with a second system', () => {
  const folder = temporaryFolder();
  const [index, other, run] = ['index', 'other', 'bm25.run'].map((name) => join(folder, name));
  const evaluate = (...flags: string[]) => runProgram(['eval', index, ...FILES, '--quiet', ...flags]);
  const evaluated = (...flags: string[]) => {
    const ran = evaluate('--json', ...flags);
    expect(ran.code, ran.err).toBe(0);
    return JSON.parse(ran.out);
  };
  beforeAll(() => {
    for (const flags of [[index], [other, '--encoder', 'none', '--analyzer', 'plain']]) {
      const built = runProgram(['index', ARTICLES, '--quiet', '--out', ...flags]);
      expect(built.code, built.err).toBe(0);
    }
  });

  it('compares two modes of an index by the measures of each topic', () => {
    const { measures, perTopic, against, comparison } = evaluated('--against-mode', 'bm25', '--per-topic');
    expect(against).toMatchObject({ index: { name: 'index' }, mode: 'bm25', missingDocuments: 0 });
    for (const name of Object.keys(measures)) {
      const [ours, theirs] = [perTopic, against.perTopic].map((topics) =>
        Object.values<Record<string, number>>(topics).map((each) => each[name]),
      );
      expect(comparison[name]).toMatchObject(comparePaired(ours, theirs));
      expect(comparison[name].difference).toBeCloseTo(measures[name] - against.measures[name], 8);
    }
  });

  it('compares two indexes in the mode that is named, as each of them is measured alone', () => {
    const { measures, against } = evaluated('--against', other, '--mode', 'bm25');
    expect(against.index.name).toBe('other');
    const alone = JSON.parse(runProgram(['eval', other, ...FILES, '--quiet', '--json']).out);
    expect(against.measures).toEqual(alone.measures);
    expect(against.measures).not.toEqual(measures);
  });

  it('compares with the run of a system, and finds its own run equal to itself', () => {
    evaluated('--mode', 'bm25', '--run', run);
    const { against, comparison } = evaluated('--mode', 'bm25', '--against-run', run);
    expect(against).toMatchObject({ run, tag: 'stillweb-bm25', missingTopics: 0 });
    expect(comparison.MAP).toEqual({
      ...{ difference: 0, interval: [0, 0], p: 1, adjustedP: 1, wins: 0, losses: 0, ties: 81 },
    });
  });

  it('counts a judged topic that a run lacks as 0, and says how many', () => {
    writeFileSync(join(folder, 'short.run'), 'q01 Q0 bm25.md 1 2.5 other\n');
    const { against, measures } = evaluated('--mode', 'bm25', '--against-run', join(folder, 'short.run'));
    expect(against.missingTopics).toBe(80);
    expect(against.measures['MRR@10']).toBeLessThan(2 / 81);
    expect(measures['MRR@10']).toBeGreaterThan(0.5);
  });

  it('shows people a line a measure, with an interval, a p and the topics that differ', () => {
    const { out } = evaluate('--against-mode', 'bm25');
    expect(out).toMatch(/^against +index@[0-9a-f]{32}, mode bm25$/m);
    expect(out).toMatch(/^measure +this +other +difference +from +to +p +adjusted +better +worse +equal$/m);
    expect(out).toMatch(
      /^nDCG@10 +0\.\d{4} +0\.\d{4} +[+-]0\.\d{4} +[+-]0\.\d{4} +[+-]0\.\d{4} +[<01]\S+ +[<01]\S+ +\d+ +\d+ +\d+$/m,
    );
  });

  it.each<[string, string[], number, string]>([
    ['an index that is not there', ['--against', join(folder, 'none')], 1, 'INDEX_MISSING'],
    ['a mode that the other cannot', ['--against', other, '--against-mode', 'dense'], 2, 'MODE_UNAVAILABLE'],
    ['a run that is none', ['--against-run', join(HANDBOOK, 'qrels.tsv')], 2, 'RUN_INVALID'],
    ['a run beside an index', ['--against-run', run, '--against', other], 2, 'cannot be used with'],
  ])('refuses %s', (_what, flags, code, message) => {
    const ran = evaluate(...flags);
    expect(ran.err).toContain(message);
    expect(ran.code).toBe(code);
  });

  it('refuses a run of other topics, which would lose every one', () => {
    writeFileSync(join(folder, 'foreign.run'), '301 Q0 FBIS3-10082 1 2.5 other\n');
    const ran = evaluate('--against-run', join(folder, 'foreign.run'));
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('none of the 81 judged topics') });
  });
});
