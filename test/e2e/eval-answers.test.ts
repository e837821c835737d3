import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Judge } from '../../src/evaluation/judge/judge.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { evaluateReports } from '../../src/library/evaluate-reports.ts';
import { MAX_JUDGED_CHARACTERS } from '../../src/limits.ts';
import { openJudgeServer } from '../support/judge-server.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const linesOf = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('stillweb eval-answers', () => {
  beforeAll(() => {
    writeFileSync(
      at('questions.jsonl'),
      linesOf([
        { id: 'q1', question: 'Which lighthouse?', answers: ['Eddystone', 'the Eddystone light'] },
        { id: 'q2', question: 'Which?', answers: ['Fowey', ['Par', 'Par Sands']] },
        { id: 'q3', question: 'Why?' },
      ]),
    );
    writeFileSync(at('answers.jsonl'), linesOf([{ id: 'q1', answer: 'Eddystone.' }]));
    writeFileSync(at('lists.jsonl'), linesOf([{ id: 'q2', answer: ['par sands', 'Looe'] }]));
  });

  it('compares texts, counts what was not answered as 0, and leaves out what has no answer', () => {
    const ran = runProgram(['eval-answers', at('answers.jsonl'), '--questions', at('questions.jsonl'), '--json']);
    expect(ran.code, ran.err).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({
      ...{ questions: 2, missing: 1, unanswerable: 1 },
      measures: { EM: 0.5, F1: 0.5, Contains: 0.5 },
    });
  });

  it('compares lists, and writes a line a question', () => {
    const flags = ['--questions', at('questions.jsonl'), '--list', '--per-query', at('q.jsonl')];
    const ran = runProgram(['eval-answers', at('lists.jsonl'), ...flags]);
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toMatch(/^SetF +0\.2500$/m);
    const lines = readFileSync(at('q.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1)).toEqual({ question: 'q2', measures: { SetP: 0.5, SetR: 0.5, SetF: 0.5 } });
  });

  it('refuses a list where one text is due', () => {
    const ran = runProgram(['eval-answers', at('lists.jsonl'), '--questions', at('questions.jsonl')]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--list compares lists') });
  });
});

// promise: evaluation/judged-again
describe('stillweb eval-reports', () => {
  const url = (name: string) => `https://example.org/${name}`;
  const long = 'The lantern is old. '.repeat(5000);
  beforeAll(async () => {
    writeFileSync(
      at('corpus.jsonl'),
      linesOf([
        { _id: 'a', url: url('a'), text: 'The lantern stands in the harbour.' },
        { _id: 'b', url: url('b'), text: long },
      ]),
    );
    await buildIndex({ inputs: [at('corpus.jsonl')], directory: at('index'), encoder: 'none', threads: 1 });
    for (const name of ['reports', 'points']) mkdirSync(at(name));
    writeFileSync(at('reports/1.q'), 'Where is the lantern?');
    writeFileSync(
      at('reports/1.a'),
      `It is in the harbour (${url('a')}), and old (${url('b')}). It is blue (${url('gone')}).`,
    );
    writeFileSync(at('points/1_aggregated.json'), '{"key_points": [{"point_content": "It is in the harbour."}]}');
  });

  it('judges by the collection, and again from the record with no judge at all, to the same figures', async () => {
    const server = await openJudgeServer(({ user, say }) => {
      if (user.includes('<key_point>')) say('{"label": "supported"}');
      else if (user.startsWith('List what')) {
        say(JSON.stringify({ claims: ['a', 'b', 'gone'].map((name) => ({ claim: name, sources: [url(name)] })) }));
      } else say(user.includes('<claim>') ? '{"support": "full"}' : '{"rating": 5}');
    });
    const record = at('record.jsonl');
    const judge = await Judge.open({ url: server.url, model: 'm', record });
    const options = { reports: at('reports'), keyPoints: at('points'), index: at('index'), judge };
    const { means } = await evaluateReports(options);
    expect(means).toEqual({
      ...{ keyPointRecall: 100, keyPointContradiction: 0, citationRecall: 100, quality: 50 },
      citationPrecision: expect.closeTo(200 / 3, 12),
    });
    const shown = server.calls.map(({ user }) => /<document>\n([\s\S]*)\n<\/document>/.exec(user)?.[1] ?? '');
    expect(Math.max(...shown.map((text) => text.length))).toBeLessThanOrEqual(MAX_JUDGED_CHARACTERS);
    expect(shown.some((text) => text.length > MAX_JUDGED_CHARACTERS - 100 && long.startsWith(text))).toBe(true);
    await server.close();
    const flags = [
      '--key-points',
      at('points'),
      '--index',
      at('index'),
      '--judge-model',
      'm',
      '--judge-record',
      record,
    ];
    const ran = runProgram([
      'eval-reports',
      at('reports'),
      ...flags,
      '--json',
      '--quiet',
      '--per-query',
      at('r.jsonl'),
    ]);
    expect(ran.code, ran.err).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({ reports: 1, withoutKeyPoints: 0, unread: 0, judge: 'm', means });
    expect(JSON.parse(readFileSync(at('r.jsonl'), 'utf8'))).toMatchObject({
      report: '1',
      citations: { claims: 3, unknown: 1 },
    });
    writeFileSync(at('reports/1.a'), 'Something else.');
    const other = runProgram(['eval-reports', at('reports'), ...flags, '--quiet']);
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('JUDGE_UNRECORDED') });
  });

  it('refuses to judge without a judge', () => {
    const ran = runProgram(['eval-reports', at('reports')]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('name a judge') });
  });
});
