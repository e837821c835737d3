import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = [
  { id: 'tide', title: 'Tide', text: `${'The tide is a slow wave. '.repeat(6)}The moon raises it.` },
  { id: 'wave', title: 'Wave', text: 'A wave of the sea breaks where the ground is shallow.' },
];
let index: string;

beforeAll(() => {
  const folder = temporaryFolder();
  index = join(folder, 'sea');
  writeFileSync(join(folder, 'in.jsonl'), DOCUMENTS.map((each) => JSON.stringify(each)).join('\n'));
  const { code, err } = runProgram(['index', join(folder, 'in.jsonl'), '--out', index, '--encoder', 'none', '--quiet']);
  expect(code, err).toBe(0);
});

function search(...flags: string[]) {
  return runProgram(['search', index, 'wave', ...flags]);
}

describe('stillweb search --format', () => {
  it('gives the same hits as JSON, as a line each, and as a table', () => {
    const asJson = search('--format', 'json');
    expect(asJson).toEqual(search('--json'));
    const { index: served, query, hits } = JSON.parse(asJson.out);
    const lines = search('--format=jsonl').out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      hits.map((hit: object) => ({ index: served, query, ...hit })),
    );
    const rows: Record<string, string>[] = parse(search('--format', 'csv').out, { columns: true });
    expect(rows.map(({ rank, id, score, snippet }) => [Number(rank), id, Number(score), snippet])).toEqual(
      hits.map((hit: Record<string, unknown>) => [hit.rank, hit.id, hit.score, hit.snippet]),
    );
    expect(new Set(rows.map((row) => row.index))).toEqual(new Set([`${served.name}@${served.id}`]));
  });

  it('says to people and not to programs why nothing was found', () => {
    const [table, list] = [
      search('--min-score', '1000000', '--format', 'csv'),
      search('--min-score', '1000000', '--format', 'md'),
    ];
    expect([table.code, table.out]).toEqual([0, 'rank,id,url,title,score,date,snippet,index\n']);
    expect(table.err).toMatch(/^No hits\. Index \w/);
    expect(search('--min-score', '1000000', '--format', 'jsonl')).toEqual({ code: 0, out: '', err: table.err });
    expect(table.err).toContain('--min-score asks for 1000000.');
    expect(list.out).toMatch(/^No hits\.\n\nThe first hit has a score of/);
  });

  it('is one of --json, and tells errors as JSON where hits are', () => {
    const both = search('--json', '--format', 'csv');
    expect([both.code, both.err]).toEqual([
      2,
      expect.stringContaining("'--format <format>' cannot be used with option '--json'"),
    ]);
    for (const flags of [['--format', 'json'], ['--format=jsonl']]) {
      const { code, err } = runProgram(['search', join(index, 'absent'), 'wave', ...flags]);
      expect([code, JSON.parse(err).error.code]).toEqual([1, 'INDEX_MISSING']);
    }
  });
});

describe('stillweb search to what is no terminal', () => {
  it('is wrapped at 80 columns without a colour, and coloured where FORCE_COLOR says so', () => {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
    const run = (more: object) => runProgram(['search', index, 'wave'], { env: { ...env, ...more } }).out;
    const plain = run({});
    expect(plain).not.toContain('\u001b');
    expect(Math.max(...plain.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const coloured = run({ FORCE_COLOR: '1' });
    expect(coloured).toContain('\u001b[1m\u001b[33mwave\u001b[39m\u001b[22m');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe.runIf(existsSync('/usr/bin/script'))('stillweb search on a terminal', () => {
  it('fills its columns, in colour unless NO_COLOR is set', () => {
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
    const line = `stty cols 50; "${process.execPath}" "${PROGRAM}" search "${index}" wave`;
    const run = (more: object) => {
      const ran = spawnSync('script', ['-qec', line, '/dev/null'], {
        env: { ...env, TERM: 'xterm', ...more },
        encoding: 'utf8',
        input: '',
      });
      return ran.stdout.replaceAll('\r', '');
    };
    const [coloured, plain] = [run({}), run({ NO_COLOR: '1' })];
    expect(coloured).toContain('\u001b[1mTide\u001b[22m');
    expect(plain).not.toContain('\u001b');
    const widths = plain.split('\n').map((each) => each.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(50);
    expect(Math.max(...widths)).toBeGreaterThan(40);
  });
});
