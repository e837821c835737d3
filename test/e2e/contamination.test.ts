import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const THIRTEEN = 'which river seen from the old temple hill freezes first in a cold';
const RECORDS = [
  { _id: 'answer', text: `It asked: ${THIRTEEN.toUpperCase()} winter? The Emajõgi.`, url: 'https://a.example/1' },
  { _id: 'host', text: 'A river on a host.', url: 'https://sub.bench.example/x' },
  { _id: 'page', text: 'A river below a folder.', url: 'https://a.example/data/2' },
  { _id: 'named', text: 'A river by its id.' },
  { _id: 'short', text: 'A river is a canary—bird.' },
  { _id: 'left', text: 'A river that may stay, by a cold canary, a bird.', url: 'https://a.example/database' },
];
const USUAL = ['--encoder', 'none', '--quiet', '--json', '--threads', '1'];

let folder: string;
let corpus: string;
beforeAll(() => {
  folder = temporaryFolder();
  corpus = lines('corpus.jsonl', RECORDS);
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function lines(name: string, records: readonly object[]): string {
  return write(name, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

const build = (name: string, ...flags: string[]) =>
  runProgram(['index', ...flags, '--out', join(folder, name), ...USUAL]);
describe('stillweb contamination', () => {
  const GUID = '0f9c2d7e-1234-4abc-8def-001122334455';
  const questions = [
    { id: 'q1', question: `${THIRTEEN} winter`, answer: ['emajõgi', 'Narva'] },
    { id: 'q2', question: 'which river, a canary bird?', answer: 'none' },
    { id: 'q3', question: 'may stay, by a cold', answer: 'a goldfinch' },
  ];
  const scan = (file: string, ...flags: string[]) =>
    runProgram(['contamination', join(folder, 'scanned'), '--questions', file, '--quiet', ...flags]);
  beforeAll(() => {
    const canary = { _id: 'leak', text: `benchmark data. canary GUID toy:${GUID.toUpperCase()}` };
    expect(build('scanned', lines('scanned.jsonl', [...RECORDS, canary])).code).toBe(0);
  });

  it('finds questions, answers and canaries, in the order of the collection, and writes the list that keeps them out', () => {
    const file = lines('questions.jsonl', [
      ...questions,
      { id: 'q4', question: 'canary', note: `canary GUID ${GUID}` },
    ]);
    const block = join(folder, 'found.txt');
    const { code, out, err } = scan(file, '--json', '--write-block', block);
    expect(code).toBe(1);
    expect(JSON.parse(err).error).toMatchObject({ code: 'CONTAMINATION_FOUND', facts: { documents: 4 } });
    expect(JSON.parse(out)).toMatchObject({
      documents: 7,
      questions: 4,
      canaries: 1,
      words: 13,
      found: [
        { id: 'answer', canary: false, questions: ['q1'], answered: ['q1'] },
        { id: 'short', canary: false, questions: ['q4'], answered: [] },
        { id: 'left', canary: false, questions: ['q3', 'q4'], answered: [] },
        { id: 'leak', canary: true, questions: ['q4'], answered: [] },
      ],
    });
    expect(scan(file).out).toContain('answer  question and answer q1\nshort  question q4\n');
    expect(build('scanned', join(folder, 'scanned.jsonl'), '--block', block).code).toBe(0);
    const clean = scan(file);
    expect(clean).toMatchObject({ code: 0, err: '' });
    expect(clean.out).toContain('Nothing found: 4 questions and 1 canaries in 3 documents');
  });

  it('reads CSV and topics, and never prints a canary', () => {
    const csv = write('questions.csv', `id,problem,answer\nq1,"${THIRTEEN}\nwinter",Emajõgi\n`);
    expect(scan(csv).code).toBe(0);
    expect(scan(csv, '--question-field', 'problem', '--answers-field', 'answers').err).toContain('no field answers');
    const topics = write('topics.tsv', 'q1\tmay stay, by a cold canary\n');
    const { code, out, err } = scan(topics, '--canary', 'may stay', '--words', '2');
    expect(code).toBe(0);
    expect(`${out}${err}`).not.toContain('may stay');
  });
});

describe('rows that are obfuscated with a canary', () => {
  const CANARY = 'a secret canary';
  it('are decoded to a file, and by eval and contamination as they read', async () => {
    const { createHash } = await import('node:crypto');
    const digest = createHash('sha256').update(CANARY).digest();
    const hide = (text: string) =>
      Buffer.from(Buffer.from(text).map((byte, i) => byte ^ digest[i % digest.length])).toString('base64');
    const row = (id: string, query: string, docid: string) => ({
      query_id: id,
      query: hide(query),
      answer: hide('the Emajõgi'),
      evidence_docs: [{ docid: hide(docid), text: hide('a text') }],
      gold_docs: [{ docid: hide('host'), text: hide('a text') }],
    });
    const rows = lines('rows.jsonl', [
      row('769', `${THIRTEEN} winter`, 'answer'),
      row('770', 'a river by its id', 'named'),
    ]);
    const out = join(folder, 'plain.jsonl');
    const index = join(folder, 'none');
    expect(build('none', corpus).code).toBe(0);
    const decoded = runProgram([
      'decode',
      rows,
      '--out',
      out,
      '--canary',
      CANARY,
      '--only',
      'query_id',
      'query',
      'answer',
    ]);
    expect(decoded).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(out, 'utf8').split('\n')[0]).toBe(
      JSON.stringify({ query_id: '769', query: `${THIRTEEN} winter`, answer: 'the Emajõgi' }),
    );
    const measure = (...flags: string[]) =>
      JSON.parse(runProgram(['eval', index, '--topics', rows, '--qrels', rows, '--quiet', '--json', ...flags]).out)
        .measures;
    expect(measure('--canary', CANARY)['R@5']).toBe(1);
    const gold = measure('--canary', CANARY, '--relevant', 'gold_docs');
    expect(gold['MRR@10']).toBeLessThan(1);
    const scanned = runProgram(['contamination', index, '--questions', rows, '--quiet'], {
      env: { ...process.env, STILLWEB_CANARY: CANARY },
    });
    expect(scanned.out).toContain('answer  question and answer 769');
    for (const args of [
      ['decode', rows, '--out', out, '--canary', 'another secret'],
      ['contamination', index, '--questions', rows, '--quiet'],
      ['decode', corpus, '--out', out, '--canary', CANARY],
    ]) {
      const wrong = runProgram(args);
      expect(wrong.code, args.join(' ')).toBe(2);
      expect(wrong.err).toContain('CANARY_WRONG');
      expect(wrong.err).not.toContain('secret');
    }
    expect(readFileSync(out, 'utf8')).toContain('Emajõgi');
    const settings = runProgram(['inspect', '--settings'], { env: { ...process.env, STILLWEB_CANARY: CANARY } });
    expect(settings.out).toMatch(/decode +canary +"given" +STILLWEB_CANARY/);
  });
});
