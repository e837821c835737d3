import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '../../src/experiment/sessions/session-log.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
const place = (name: string) => join(folder, name);

const DOCUMENTS = [
  { _id: 'moon', text: 'The moon pulls the sea and makes the tides of every harbour.' },
  { _id: 'kelp', text: 'Kelp bends. Spring tides follow the full moon.' },
];
const CALLS = [
  { call: 1, session: 'q1#1', step: 1, kind: 'search', request: { queries: ['tide times harbour'] }, hits: [['moon']] },
  { call: 2, session: 'q1#1', step: 2, kind: 'search', request: { queries: ['moon tides sun'] }, hits: [['kelp']] },
  { call: 3, session: 'q2', step: 1, kind: 'search', request: { queries: ['\u001b[2Jsurf'] }, hits: [[]], status: 503 },
  { call: 4, session: 'q1#1', step: 3, kind: 'search', request: { queries: ['kelp sea spring'] }, hits: [['gone']] },
  { call: 5, session: 'q1#1', step: 4, kind: 'fetch', opened: ['kelp'] },
];

beforeAll(() => {
  folder = temporaryFolder();
  const lines = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
  writeFileSync(place('corpus.jsonl'), lines(DOCUMENTS));
  writeFileSync(
    place('calls.jsonl'),
    lines(CALLS.map((call) => ({ time: `2026-03-01T10:00:0${call.call}Z`, ...call }))),
  );
  writeFileSync(place('qrels.tsv'), 'query-id\tcorpus-id\tscore\nq1\tmoon\t1\nq1\tkelp\t1\n');
  const built = runProgram([
    'index',
    place('corpus.jsonl'),
    '--out',
    place('ix'),
    '--encoder',
    'none',
    '--quiet',
    '--threads',
    '1',
  ]);
  expect(built.code, built.err).toBe(0);
});

function sessions(...arguments_: string[]) {
  return runProgram(['sessions', ...arguments_, '--quiet']);
}

describe('stillweb sessions', () => {
  it('measures a trace with the texts of an index and judgments, as the example was worked by hand', () => {
    const ran = sessions(
      place('calls.jsonl'),
      '--index',
      place('ix'),
      '--qrels',
      place('qrels.tsv'),
      '--json',
      '--per-session',
    );
    expect(ran.code, ran.err).toBe(0);
    const { logs, summary, perSession } = JSON.parse(ran.out);
    expect(logs).toEqual([{ file: place('calls.jsonl'), format: 'trace', events: 5 }]);
    expect(summary).toMatchObject({
      ...{ sessions: 2, steps: 5, events: { search: 4, fetch: 1 }, budget: { errors: 1 } },
      adoption: { queries: 2, introduced: 5, adopted: 4, adoptedFromLast: 3, rate: 0.8 },
      recall: { sessions: 1, relevant: 2, retrieved: 1, opened: 0.5 },
    });
    expect(perSession.map((row: { session: string; recall: number | null }) => [row.session, row.recall])).toEqual([
      ['q1#1', 1],
      ['q2', null],
    ]);
  });

  it('tells the same to people, and no session name moves their cursor', () => {
    const ran = sessions(place('calls.jsonl'), '--index', place('ix'), '--per-session');
    expect(ran.out).toMatch(/^ {2}CTAR +80\.00 %$/m);
    expect(ran.out).toMatch(/^q1#1 {2}durationMs 4000 {2}steps 4 /m);
    expect(ran.out).not.toContain('\u001b');
  });

  it('writes a page and a table, the same bytes each time', () => {
    const outputs = [1, 2].map((turn) => {
      const [page, table] = [place(`${turn}.html`), place(`${turn}.arrow`)];
      const ran = sessions(place('calls.jsonl'), '--index', place('ix'), '--page', page, '--arrow', table);
      expect(ran.code, ran.err).toBe(0);
      return [ran.out, readFileSync(page, 'utf8'), readFileSync(table).toString('latin1')];
    });
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[0][1]).toContain('<svg');
    const rows = tableFromIPC(readFileSync(place('1.arrow'))).toArray();
    expect(rows.map((row) => row.session)).toEqual(['q1#1', 'q2']);
  });

  it('gives the same in any zone and language of the machine', () => {
    const log = place('zone.csv');
    writeFileSync(log, 'ip,timestamp,query\nh,2025-03-30 01:59:00,moon\nh,2025-03-30 02:01:00,tides\n');
    const outputs = ['America/New_York', 'Asia/Kathmandu'].map(
      (TZ) =>
        runProgram(['sessions', log, '--json', '--quiet'], { env: { ...process.env, TZ, LANG: 'tr_TR.UTF-8' } }).out,
    );
    expect(outputs[1]).toBe(outputs[0]);
    expect(JSON.parse(outputs[0]).summary.gapMs.max).toBe(120_000);
  });

  it('reads a log of other columns, and takes the gap in minutes', () => {
    const log = place('other.tsv');
    writeFileSync(log, 'who\twhen\tasked\na\t0\tmoon\na\t100\tmoon\na\t400\tkelp\n');
    const columns = ['--columns', 'client=who,time=when,query=asked', '--json'];
    expect(JSON.parse(sessions(log, ...columns, '--gap', '2').out).summary.sessions).toBe(2);
    expect(JSON.parse(sessions(log, ...columns).out).summary.sessions).toBe(1);
    expect(JSON.parse(sessions(log, ...columns, '--split', 'topic').out).summary.sessions).toBe(2);
  });

  it.each([
    ['a log that is none', ['corpus.jsonl'], [], 'SESSION_LOG_INVALID'],
    ['a log that is not there', ['nothing.jsonl'], [], 'INPUT_MISSING'],
    ['a role that is none', ['calls.jsonl'], ['--columns', 'colour=q'], 'SETTING_INVALID'],
    ['a role given twice', ['calls.jsonl'], ['--columns', 'query=a,query=b'], 'SETTING_INVALID'],
    ['judgments of other topics', ['calls.jsonl'], ['--qrels', 'other.tsv'], 'QRELS_INVALID'],
  ])('refuses %s', (_what, [log], flags, code) => {
    writeFileSync(place('other.tsv'), 'query-id\tcorpus-id\tscore\nz\tmoon\t1\n');
    const ran = sessions(place(log), ...flags.map((flag) => (flag === 'other.tsv' ? place(flag) : flag)));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(new RegExp(`^${code}: `));
  });

  it('says of a page that cannot be written where', () => {
    const ran = sessions(place('calls.jsonl'), '--page', place('no/page.html'));
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(/^STORAGE_FAILED: .*page\.html cannot be written \(ENOENT\)/);
  });

  it('knows every format of logs', () => {
    const { err } = sessions(place('calls.jsonl'), '--format', 'other');
    expect(err).toContain(LOG_FORMATS.join(', '));
  });
});
