import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
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
const LIST = `# the benchmark\nbench.example\nhttps://a.example/data/*\nid: named\ntext: seen ${THIRTEEN}\ntext: Canary bird`;
const USUAL = ['--encoder', 'none', '--quiet', '--json', '--threads', '1'];

let folder: string;
let corpus: string;
let list: string;
beforeAll(() => {
  folder = temporaryFolder();
  corpus = lines('corpus.jsonl', RECORDS);
  list = write('list.txt', LIST);
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
const idsOf = (name: string): string[] =>
  runProgram(['search', join(folder, name), 'river', '-k', '20', '--json', '--no-collapse'])
    .out.match(/"id":"[a-z]+"/g)
    ?.map((id) => id.slice(6, -1))
    .sort() ?? [];

describe('stillweb index --block', () => {
  it('leaves out what the list names, counts it by rule, and tells each document but no text of the list', () => {
    const problems = join(folder, 'problems.jsonl');
    const { code, out, err } = build('blocked', corpus, '--block', list, '--problems', problems);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ blocked: { sites: 1, urls: 1, ids: 1, strings: 1 + 1 }, skipped: 0 });
    expect(idsOf('blocked')).toEqual(['left']);
    const told = readFileSync(problems, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told.map(({ code, id, rule }) => `${code} ${id} ${rule}`)).toEqual([
      'DOCUMENT_BLOCKED answer strings',
      'DOCUMENT_BLOCKED host sites',
      'DOCUMENT_BLOCKED page urls',
      'DOCUMENT_BLOCKED named ids',
      'DOCUMENT_BLOCKED short strings',
    ]);
    expect(readFileSync(problems, 'utf8')).not.toContain('temple');
    const { manifest } = readManifest(join(folder, 'blocked'));
    expect(manifest.blockList).toMatchObject({ sites: 1, urls: 1, ids: 1, strings: 2 });
    expect(manifest.provenance.blocked).toEqual({ sites: 1, urls: 1, ids: 1, strings: 2 });
    expect(JSON.stringify(manifest)).not.toContain('temple');
    expect(runProgram(['check', join(folder, 'blocked')]).code).toBe(0);
    expect(runProgram(['inspect', join(folder, 'blocked')]).out).toMatch(
      /kept out +documents by rule: 1 sites, 1 urls/,
    );
  });

  it('gives every list an id of its own, and no list the id that there always was', () => {
    expect(build('none', corpus).code).toBe(0);
    const idOf = (name: string) => readManifest(join(folder, name)).manifest.id;
    expect(build('same', corpus, '--block', write('again.txt', LIST.split('\n').reverse().join('\n'))).code).toBe(0);
    expect(idOf('same')).toBe(idOf('blocked'));
    expect(build('idle', corpus, '--block', write('idle.txt', 'id: nobody')).code).toBe(0);
    expect(idOf('idle')).not.toBe(idOf('none'));
    expect(readManifest(join(folder, 'none')).manifest).not.toHaveProperty('blockList');
  });

  it('holds in every change, which is told the list again and takes no other', () => {
    const more = lines('more.jsonl', [
      { _id: 'later', text: 'A river from another host.', url: 'https://bench.example/' },
      { _id: 'new', text: 'A new river.' },
    ]);
    expect(build('changed', corpus, '--block', list).code).toBe(0);
    const refused = build('changed', more, '--add');
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('give the same --block again');
    expect(build('changed', more, '--add', '--block', write('other.txt', 'id: new')).code).toBe(2);
    expect(build('none', more, '--add', '--block', list).err).toContain('leave --block out');
    expect(build('changed', more, '--add', '--block', list).code).toBe(0);
    expect(idsOf('changed')).toEqual(['left', 'new']);
    expect(build('anew', corpus, more, '--block', list).code).toBe(0);
    const manifestOf = (name: string) => readManifest(join(folder, name)).manifest;
    expect(manifestOf('changed')).toEqual(manifestOf('anew'));
    expect(build('changed', corpus, more, '--sync', '--block', list).code).toBe(0);
    expect(manifestOf('changed')).toEqual(manifestOf('anew'));
    const update = lines('update.jsonl', [{ _id: 'new', text: 'A new river, and a canary bird.' }]);
    expect(build('changed', update, '--update', '--block', list).code).toBe(0);
    expect(idsOf('changed')).toEqual(['left']);
  });

  it('says so where nothing is left, and refuses a list that is none', () => {
    const nothing = build('nothing', corpus, '--block', write('all.txt', 'text: river'));
    expect(nothing.code).not.toBe(0);
    expect(nothing.err).toContain('6 are kept out by the block list');
    const wrong = build('nothing', corpus, '--block', write('wrong.txt', 'id: a\nsome words'));
    expect(wrong.code).toBe(2);
    expect(JSON.parse(wrong.err).error).toMatchObject({ code: 'BLOCK_LIST_INVALID', facts: { line: 2 } });
  });
});
