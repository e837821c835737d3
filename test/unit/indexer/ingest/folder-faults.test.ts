import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_FOLDER_DEPTH } from '../../../../src/limits.ts';
import { readCollection, writeFolder } from '../../../support/read-collection.ts';
import { makeUnreachable } from '../../../support/unreachable-folder.ts';

describe('an entry of a folder that cannot be read', () => {
  it('is FILE_IRREGULAR for a symbolic link with the name of a document, and the link is not followed', async () => {
    const folder = writeFolder({ 'a.md': 'text', 'c.md': 'text' });
    const outside = join(writeFolder({ 'secret.md': 'not in the collection' }), 'secret.md');
    symlinkSync(outside, join(folder, 'b.md'));
    symlinkSync(join(folder, 'absent'), join(folder, 'd.md'));
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['a.md', 'c.md']);
    expect(problems.map(({ code, location }) => [code, location.file])).toEqual([
      ['FILE_IRREGULAR', join(folder, 'b.md')],
      ['FILE_IRREGULAR', join(folder, 'd.md')],
    ]);
    expect(problems[0].error.message).toBe(`${join(folder, 'b.md')} is a symbolic link`);
    expect(problems[0].error.facts).toEqual({ file: join(folder, 'b.md') });
  });

  it('is not entered when it is a link to a folder, so that a loop ends', async () => {
    const folder = writeFolder({ 'sub/a.md': 'text' });
    symlinkSync(folder, join(folder, 'sub', 'loop'));
    const { documents } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['sub/a.md']);
  });

  it.runIf(process.platform === 'linux')('is FILE_IRREGULAR for a pipe, which is not opened', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
    const { documents, problems } = await readCollection([folder]);
    expect(documents).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['FILE_IRREGULAR']);
    expect(problems[0].error.message).toContain('is no regular file');
  });

  it.runIf(process.platform === 'linux')('is INVALID_UTF8 for a name that is not UTF-8', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff]), Buffer.from('.md')]), 'text');
    const { documents, problems } = await readCollection([folder]);
    expect(documents).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['INVALID_UTF8']);
  });

  it.runIf(process.platform === 'linux')('is INVALID_UTF8 for a folder whose name is not UTF-8', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    const inner = Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff])]);
    mkdirSync(inner);
    writeFileSync(Buffer.concat([inner, Buffer.from('/c.md')]), 'text');
    const { documents, problems } = await readCollection([folder]);
    expect(documents).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['INVALID_UTF8']);
  });

  it('is FOLDER_TOO_DEEP below the deepest folder that is read', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    const deepest = join(folder, ...Array.from({ length: MAX_FOLDER_DEPTH }, () => 'd'));
    mkdirSync(join(deepest, 'over'), { recursive: true });
    writeFileSync(join(deepest, 'last.md'), 'text');
    writeFileSync(join(deepest, 'over', 'lost.md'), 'text');
    const { documents, problems } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['a.md', `${'d/'.repeat(MAX_FOLDER_DEPTH)}last.md`]);
    expect(problems.map(({ code, location }) => [code, location.file])).toEqual([
      ['FOLDER_TOO_DEEP', join(deepest, 'over')],
    ]);
    expect(problems[0].error.facts).toEqual({ file: join(deepest, 'over'), limit: MAX_FOLDER_DEPTH });
  });

  it.runIf(process.platform === 'linux')('is not one whose name holds U+FFFD, which is a character', async () => {
    const { documents, problems } = await readCollection([writeFolder({ 'a\ufffd.md': 'text' })]);
    expect(documents.map(({ id }) => id)).toEqual(['a\ufffd.md']);
    expect(problems).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is INPUT_MISSING for a file or a folder that cannot be reached', async () => {
    const folder = writeFolder({ 'a.md': 'text', 'z.md': 'text' });
    makeUnreachable(folder);
    const { documents, problems } = await readCollection([folder]);
    expect(documents.at(-1)?.id).toBe('z.md');
    // Between what can be read and what cannot lie files whose paths are too long to be ids.
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['FIELD_INVALID', 'INPUT_MISSING']));
    const unreached = problems.filter(({ code }) => code === 'INPUT_MISSING');
    expect(unreached.map(({ location }) => basename(location.file)[0])).toEqual(expect.arrayContaining(['f', 'n']));
  });

  it('is INPUT_CORRUPT for a file of records that ends early, and the records before its end are there', async () => {
    const lines = Array.from({ length: 9000 }, (_, number) => `{"_id":"d${number}","text":"${Math.sqrt(number)}"}\n`);
    const cut = gzipSync(lines.join('')).subarray(0, -10_000);
    const folder = writeFolder({ 'a.jsonl.gz': cut, 'b.md': 'text' });
    const { documents, problems } = await readCollection([folder]);
    expect(documents[0].id).toBe('d0');
    expect(documents.at(-1)?.id).toBe('b.md');
    expect(problems.map(({ code, location }) => [code, location])).toEqual([
      ['INPUT_CORRUPT', { file: join(folder, 'a.jsonl.gz') }],
    ]);
    // Named itself, it is the whole input, and half of it is none.
    await expect(readCollection([join(folder, 'a.jsonl.gz')])).rejects.toMatchObject({ code: 'INPUT_CORRUPT' });
  });
});
