import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { hashTree, type Outcome, runProgram } from '../support/program.ts';
import { writeFolder } from '../support/read-collection.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
let directory: string;
beforeEach(() => {
  folder = temporaryFolder();
  directory = join(folder, 'index');
});

const index = (...words: readonly string[]): Outcome => runProgram(['index', ...words, '--quiet']);
const idOf = (place: string): string => readManifest(place).manifest.id;

function lines(name: string, ...records: readonly object[]): string {
  const path = join(folder, name);
  writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return path;
}

const ONE = { _id: 'one', title: 'River', text: 'The river runs to the sea.' };
const TWO = { _id: 'two', text: 'A temple stands on the hill.', links: ['three'], price: 12 };
const THREE = { _id: 'three', text: 'An orchestra plays.', date: '2020-02-29' };
const OTHER = { _id: 'two', text: 'The temple has fallen.' };

/** The id of a build of these inputs from nothing. */
function anew(...words: readonly string[]): string {
  const place = join(folder, 'anew');
  rmSync(place, { recursive: true, force: true });
  expect(index(...words, '--out', place)).toMatchObject({ code: 0 });
  return idOf(place);
}

describe('stillweb index', () => {
  it('adds, updates and removes, and each time has the id of a build from nothing', () => {
    index(lines('a.jsonl', ONE, TWO), '--out', directory, '--analyzer', 'plain', '--name', 'kept');
    const first = hashTree(join(directory, 'generations'));
    const added = index(lines('b.jsonl', THREE), '--add', '--out', directory);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toContain('kept@');
    expect(idOf(directory)).toBe(anew(lines('all.jsonl', ONE, TWO, THREE), '--analyzer', 'plain'));
    expect(hashTree(join(directory, 'generations'))).toMatchObject(first);

    const four = { _id: 'four', text: 'New.' };
    expect(index(lines('c.jsonl', four, OTHER), '--update', '--out', directory).code).toBe(0);
    expect(idOf(directory)).toBe(anew(lines('all.jsonl', ONE, OTHER, THREE, four), '--analyzer', 'plain'));

    writeFileSync(join(folder, 'ids.txt'), 'four\n');
    const removed = index('--remove', 'one', '--remove-file', join(folder, 'ids.txt'), '--out', directory);
    expect(removed).toMatchObject({ code: 0, err: '' });
    expect(idOf(directory)).toBe(anew(lines('all.jsonl', OTHER, THREE), '--analyzer', 'plain'));

    index(lines('d.jsonl', ONE), '--add', '--remove', 'three', '--out', directory);
    expect(idOf(directory)).toBe(anew(lines('all.jsonl', OTHER, ONE), '--analyzer', 'plain'));
    expect(runProgram(['check', directory]).code).toBe(0);
  });

  it('resolves links between pages that came in two steps as if they had come in one', () => {
    const early = writeFolder({ 'a.md': '[x](guide/) [y](b) [z](/deep/)', 'deep/b.html': '<a href="../new">n</a>' });
    const late = writeFolder({ 'guide.html': 'g', 'b.md': '[a](a)', 'deep/index.md': 'i', 'new.txt': 'n' });
    index(early, '--out', directory);
    index(late, '--add', '--out', directory);
    expect(idOf(directory)).toBe(anew(early, late));
    index('--remove', 'b.md', '--out', directory);
    rmSync(join(late, 'b.md'));
    expect(idOf(directory)).toBe(anew(early, late));
  });

  it('refuses a document whose id is there, and leaves the index as it was', () => {
    index(lines('a.jsonl', ONE, TWO), '--out', directory);
    const before = idOf(directory);
    const refused = index(lines('b.jsonl', THREE, OTHER), '--add', '--out', directory);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('DUPLICATE_ID');
    expect(refused.err).toContain('b.jsonl line 2 has the id');
    expect(refused.err).toContain('which the index has; --update in place of --add replaces that document');
    const twice = index(lines('c.jsonl', THREE, THREE), '--add', '--out', directory);
    expect(twice.err).toContain('which was given before');
    expect(idOf(directory)).toBe(before);
    expect(index(lines('b.jsonl', THREE, OTHER), '--add', '--on-error', 'skip', '--out', directory).code).toBe(0);
    expect(readManifest(directory).manifest).toMatchObject({ counts: { documents: 3 }, provenance: { skipped: 1 } });
  });

  it('counts what a change would hold, and writes nothing, under --dry-run', () => {
    index(lines('a.jsonl', ONE, TWO), '--out', directory);
    const before = hashTree(directory);
    const plan = index(lines('b.jsonl', THREE, OTHER), '--update', '--dry-run', '--json', '--out', directory);
    expect(JSON.parse(plan.out)).toMatchObject({ documents: 3, links: 0 });
    expect(hashTree(directory)).toEqual(before);
  });
});

describe('stillweb index refuses', () => {
  beforeEach(() => {
    index(lines('a.jsonl', ONE, TWO), '--out', directory, '--encoder', 'none');
  });

  it.each([
    [
      'a setting that the index has not',
      ['--add', '--analyzer', 'plain'],
      'SETTING_INVALID',
      'analyzer english, not plain',
    ],
    [
      'an encoder that the index has not',
      ['--add', '--encoder', 'static'],
      'SETTING_INVALID',
      'encoder none, not static',
    ],
    ['to add and to update at once', ['--add', '--update'], 'SETTING_INVALID', 'exclude each other'],
    ['inputs that nobody says what to do with', ['--remove', 'one'], 'SETTING_INVALID', '--remove takes no inputs'],
    ['to remove what is not there', ['--add', '--remove', 'five'], 'DOCUMENT_NOT_FOUND', '"five"'],
  ])('%s', (_what, flags, code, message) => {
    const before = idOf(directory);
    const refused = index(lines('b.jsonl', THREE), '--out', directory, ...flags);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(code);
    expect(refused.err).toContain(message);
    expect(idOf(directory)).toBe(before);
  });

  it('nothing that the index has', () => {
    const flags = ['--analyzer', 'english', '--encoder', 'none', '--hnsw', 'auto', '--passages', 'auto'];
    expect(index(lines('b.jsonl', THREE), '--add', '--out', directory, ...flags)).toMatchObject({ code: 0, err: '' });
  });

  it('to change what is no index, or an index whose sources are not known', () => {
    const input = lines('b.jsonl', THREE);
    expect(index(input, '--add', '--out', join(folder, 'nowhere')).err).toContain('INDEX_MISSING');
    expect(index('--out', directory).err).toContain("missing required argument 'input'");
    rmSync(join(directory, 'sources'), { recursive: true });
    expect(index(input, '--add', '--out', directory)).toMatchObject({ code: 1 });
    expect(index(input, '--add', '--out', directory).err).toContain('SOURCES_MISSING');
  });

  it('to take over a byte that was changed', () => {
    const { folder: generation } = readManifest(directory);
    const path = join(generation, 'documents.arrow');
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('temple')] ^= 1;
    writeFileSync(path, bytes);
    const refused = index(lines('b.jsonl', THREE), '--add', '--out', directory);
    expect(refused.err).toContain('INDEX_CORRUPT: documents.arrow');
  });
});
