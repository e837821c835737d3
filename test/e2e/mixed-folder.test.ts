import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, runProgram } from '../support/program.ts';
import { writeFolder } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

/** As people keep things: pages of several encodings, records of several kinds, tools and pictures, and faults. */
const FOLDER = {
  'README.md': '# Tool\n\nSee [guide](docs/guide.html).',
  'docs/guide.html': '<meta charset=utf-8><title>Guide</title><p>caf\u00e9',
  'docs/western.html': latin1('<meta charset=iso-8859-1><title>Western</title><p>caf\xe9'),
  'docs/cyrillic.html': latin1('<meta charset=windows-1251><title>Cyrillic</title><p>\xec\xe8\xf0'),
  'docs/japanese.html': latin1('<meta charset=shift_jis><title>Japanese</title><p>\x93\xfa\x96\x7b'),
  'docs/notes.txt': latin1('na\xefve caf\xe9'),
  'docs/broken.txt': Buffer.from([0x61, 0xe9, 0x00]),
  'data/rows.jsonl': '{"_id":"r1","text":"row"}\nnot json\n{"text":"unnamed","url":"https://example.org/u"}\n',
  'data/more.jsonl': '{"_id":"r1","text":"row again"}\n{"text":"numbered"}\n{"_id":"e","text":""}\n',
  'data/table.csv': latin1('id,text\nc1,caf\xe9\nc2,two,cells\n'),
  'data/prices.csv': 'name,price\na,1\n',
  'package.json': '{"name":"tool","version":"1.0.0"}',
  'index.js': 'tool()',
  'logo.png': 'picture',
  '.git/config': 'hidden',
};

function runIndex(inputs: readonly string[], ...flags: string[]) {
  const out = join(temporaryFolder(), 'ix');
  return runProgram(['index', ...inputs, '--out', out, '--encoder', 'none', '--quiet', ...flags]);
}

describe('a folder of many kinds', () => {
  it('is indexed without a flag, and what was done is told by kind', () => {
    const { code, out, err } = runIndex([writeFolder(FOLDER)]);
    expect(code, err).toBe(0);
    expect(out).toContain('By format: 4 html, 3 jsonl, 1 csv, 1 markdown, 1 text.');
    expect(out).toContain(
      '6 records were left out: 1 DOCUMENT_EMPTY, 1 DUPLICATE_ID, 1 FIELD_MISSING, 1 INVALID_UTF8, 1 LINE_NOT_JSON, 1 TABLE_ROW_UNEVEN.',
    );
    expect(out).toContain('3 files are of other kinds and were passed over: 1 .js, 1 .json, 1 .png.');
    expect(out).toContain('1 file or folder is hidden, a link or special, and was passed over.');
    expect(out).toContain('2 records have no id: their URL stands for it, or file and number; see --id-field.');
    expect(err).toMatch(/skipped {2}INVALID_UTF8: .*broken\.txt is not UTF-8/);
  });

  it('tells the same in JSON and writes every problem, as lines of JSON, to the file that is named', () => {
    const problems = join(temporaryFolder(), 'problems.jsonl');
    const { out } = runIndex([writeFolder(FOLDER)], '--json', '--problems', problems);
    const { kinds, skipped } = JSON.parse(out);
    expect(kinds.formats[0]).toEqual({ format: 'html', documents: 4 });
    expect(kinds.others).toEqual([
      { ending: '.js', files: 1 },
      { ending: '.json', files: 1 },
      { ending: '.png', files: 1 },
    ]);
    expect(kinds.unnamed).toBe(2);
    const lines = readFileSync(problems, 'utf8').trim().split('\n');
    const told = lines.map((line) => JSON.parse(line));
    expect(told).toHaveLength(skipped);
    expect(told.map(({ code }) => code).sort()).toEqual(kinds.faults.map(({ code }: { code: string }) => code).sort());
    expect(told.find(({ code }) => code === 'LINE_NOT_JSON')).toMatchObject({
      file: expect.stringContaining('rows.jsonl'),
      line: 2,
      message: expect.stringContaining('is not JSON'),
    });
  });

  it('writes problems to standard output, alone, when they are to go to -', () => {
    const { out, err } = runIndex([writeFolder(FOLDER)], '--problems', '-');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).code),
    ).toHaveLength(6);
    expect(err).toContain('By format: 4 html');
  });

  it('refuses a file for problems that cannot be written, before anything is read', () => {
    const { code, err } = runIndex(['absent'], '--problems', join(temporaryFolder(), 'absent', 'p.jsonl'));
    expect(code).toBe(2);
    expect(err).toContain('SETTING_INVALID');
  });

  it('stops at the first fault with --on-error stop', () => {
    const { code, err } = runIndex([writeFolder(FOLDER)], '--on-error', 'stop');
    expect(code).toBe(1);
    expect(err).toMatch(/^FIELD_MISSING: .*prices\.csv/);
  });

  it('is stricter with a file that was named itself', () => {
    const folder = writeFolder(FOLDER);
    const { code, err } = runIndex([folder, join(writeFolder(FOLDER), 'data', 'rows.jsonl')]);
    expect(code).toBe(1);
    expect(err).toMatch(/^DUPLICATE_ID|LINE_NOT_JSON/);
  });

  it('takes two folders that have a page of one name', () => {
    const { code, out, err } = runIndex([writeFolder({ 'README.md': 'one' }), writeFolder({ 'README.md': 'two' })]);
    expect(code, err).toBe(0);
    expect(out).toContain('2 documents');
  });
});

describe('a table', () => {
  it('has the id of the same rows in JSON Lines, as Parquet and as Arrow', () => {
    const ids = ['rows.jsonl', 'rows.parquet', 'rows-zstd-v2.parquet', 'rows.arrow', 'rows.arrows'].map((name) => {
      const { code, out, err } = runIndex([join(ROOT, 'test', 'fixtures', 'tables', name)], '--json');
      expect(code, err).toBe(0);
      return JSON.parse(out).id;
    });
    expect(new Set(ids).size).toBe(1);
  });
});
