import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDirectory } from '../../../src/store/lock.ts';
import { readCurrent } from '../../../src/store/open.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const corrupt = expect.objectContaining({ code: 'INDEX_CORRUPT', facts: { file: 'CURRENT' } });
const missing = expect.objectContaining({ code: 'INDEX_MISSING' });

describe('the file CURRENT', () => {
  it.each<[string, (path: string) => unknown]>([
    ['longer than any', (path) => writeFileSync(path, ' '.repeat(100_000))],
    ['empty', (path) => writeFileSync(path, '')],
    ['a folder', (path) => mkdirSync(path)],
    ['a loop of links', (path) => symlinkSync(path, path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
  ])('is told as damaged where it is %s', (_, make) => {
    const directory = temporaryFolder();
    make(join(directory, 'CURRENT'));
    expect(() => readCurrent(directory)).toThrow(corrupt);
  });

  it('is told as missing where nothing is there, or no folder', () => {
    const directory = temporaryFolder();
    expect(() => readCurrent(directory)).toThrow(missing);
    writeFileSync(join(directory, 'corpus.jsonl'), '{}');
    expect(() => readCurrent(join(directory, 'corpus.jsonl'))).toThrow(missing);
  });
});

describe('the file LOCK', () => {
  it('that is longer than any is of no builder, and is left alone', () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'LOCK'), 'x'.repeat(100_000));
    expect(() => lockDirectory(directory)).toThrow(expect.objectContaining({ code: 'INDEX_LOCKED' }));
  });
});
