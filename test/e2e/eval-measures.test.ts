import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readRun } from '../../src/evaluation/run-file.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = [
  { _id: 'a', title: 'Lanterns', text: 'A lantern of the harbour.', date: '2023-11-02' },
  { _id: 'b', title: 'Harbours', text: 'The harbour in March 2024 and its lantern.', date: '2024-03-31' },
  { _id: 'c', title: 'Castles', text: 'A castle above the harbour.' },
];

describe('stillweb eval', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const [index, topics, qrels, run] = ['index', 'topics.tsv', 'qrels.tsv', 'a.run'].map(at);
  const evaluate = (...flags: string[]) => {
    const ran = runProgram(['eval', ...flags, '--topics', topics, '--qrels', qrels, '--quiet']);
    expect(ran.code, ran.err).toBe(0);
    return ran.out;
  };
  const evaluated = (...flags: string[]) => JSON.parse(evaluate(...flags, '--json'));
  beforeAll(() => {
    writeFileSync(at('corpus.jsonl'), DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
    writeFileSync(topics, 'q1\tlantern of the harbour\nq2\tharbour in {{now:MMMM YYYY}}\n');
    writeFileSync(qrels, 'query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t1\nq1\tc\t0\nq2\tb\t1\n');
    const built = runProgram([
      ...['index', at('corpus.jsonl'), '--out', index, '--encoder', 'none', '--date-field', 'date', '--quiet'],
    ]);
    expect(built.code, built.err).toBe(0);
  });

  it('measures what is named, in that order, and prints it so', () => {
    const names = ['SetF', 'P(rel=2)@1', 'Judged@2', 'nDCG'];
    expect(Object.keys(evaluated(index, '--measures', names.join(',')).measures)).toEqual(names);
    expect(evaluate(index, '--measures', 'bpref,AP')).toMatch(/^Bpref +[01]\.\d{4}\nMAP +[01]\.\d{4}$/m);
  });

  it('writes a line for each topic, with the scores that were served beside those of the run', async () => {
    const { measures } = evaluated(index, '--run', run, '--per-query', at('q.jsonl'), '--measures', 'MAP,R@2');
    const lines = readFileSync(at('q.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ topic }) => topic)).toEqual(['q1', 'q2']);
    expect((lines[0].measures.MAP + lines[1].measures.MAP) / 2).toBeCloseTo(measures.MAP, 12);
    expect(lines[0].mode).toBe('bm25');
    const written = (await readRun(run)).run.get('q1') ?? [];
    expect(lines[0].scores).toHaveLength(written.length);
    for (const [i, { score }] of written.entries()) expect(score).toBeLessThanOrEqual(lines[0].scores[i]);
  });

  it('fills in the day of the collection, or the one that is given', () => {
    evaluated(index, '--write-topics', at('filled.tsv'));
    expect(readFileSync(at('filled.tsv'), 'utf8')).toBe('q1\tlantern of the harbour\nq2\tharbour in March 2024\n');
    evaluated(index, '--write-topics', at('filled.tsv'), '--now', '2019-01-31');
    expect(readFileSync(at('filled.tsv'), 'utf8')).toContain('harbour in January 2019');
  });

  it('says at the head of a run how it was made, and names neither folders nor a canary', () => {
    evaluated(index, '--run', run, '--metadata', '--mode', 'bm25', '--canary', 'secret');
    const text = readFileSync(run, 'utf8');
    const head = text
      .split('\n')
      .filter((line) => line.startsWith('# '))
      .slice(1, -1);
    const read = parse(head.map((line) => line.slice(2)).join('\n'));
    expect(read).toMatchObject({
      tag: 'stillweb-bm25',
      implementation: { executable: { cmd: expect.stringMatching(/^stillweb eval index --topics topics\.tsv /) } },
      method: { automatic: true, retrieval: [{ name: 'bm25' }, { name: 'cut', depth: 1000 }] },
      data: { 'test collection': { qrels: 'qrels.tsv' } },
    });
    expect(text).not.toContain(folder);
    expect(text).not.toContain('secret');
    evaluated(index, '--run', at('plain.run'), '--mode', 'bm25');
    expect(text.endsWith(`# ir_metadata.end\n${readFileSync(at('plain.run'), 'utf8')}`)).toBe(true);
  });

  it('measures the run of any system without an index, and compares it with another', () => {
    const served = evaluated(index, '--run', run, '--measures', 'MAP,Rprec');
    const { measures, missingTopics, tag, comparison } = evaluated(
      ...['--given-run', run, '--against-run', run, '--measures', 'MAP,Rprec'],
    );
    expect({ measures, missingTopics, tag }).toEqual({
      ...{ measures: served.measures, missingTopics: 0, tag: 'stillweb-bm25' },
    });
    expect(comparison.Rprec).toMatchObject({ p: 1, adjustedP: 1 });
    // The run names its topics, and the judgments say which of them count.
    const given = ['--given-run', run, '--against-run', run, '--measures', 'MAP,Rprec', '--qrels', qrels];
    const alone = runProgram(['eval', ...given, '--json', '--quiet']);
    expect(JSON.parse(alone.out)).toMatchObject({ measures: served.measures, missingTopics: 0, comparison });
  });

  it('asks for topics where an index is searched', () => {
    const ran = runProgram(['eval', index, '--qrels', qrels, '--quiet']);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('name what is searched: --topics FILE') });
  });

  it.each<[string, string[], string]>([
    ['a measure that is none', [index, '--measures', 'nDGC@10'], 'did you mean nDCG'],
    ['neither index nor run', [], 'name an index directory'],
    ['an index beside a run', [index, '--given-run', run], 'leave the directory out'],
    ['a head without a run', [index, '--metadata'], '--metadata is of a run'],
  ])('refuses %s', (_what, flags, message) => {
    const ran = runProgram(['eval', ...flags, '--topics', topics, '--qrels', qrels, '--quiet']);
    expect(ran.err).toContain(message);
    expect(ran.code).toBe(2);
  });

  it('refuses to guess a day for an index whose documents have none', () => {
    writeFileSync(at('dateless.jsonl'), '{"_id": "b", "text": "The harbour."}\n');
    const built = runProgram(['index', at('dateless.jsonl'), '--out', at('dateless'), '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
    const ran = runProgram(['eval', at('dateless'), '--topics', topics, '--qrels', qrels, '--quiet']);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('give it with --now') });
  });
});
