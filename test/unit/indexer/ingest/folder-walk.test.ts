import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_FOLDER_DEPTH } from '../../../../src/limits.ts';
import { readCollection, writeFolder } from '../../../support/read-collection.ts';

async function idsOf(folder: string): Promise<string[]> {
  return (await readCollection([folder])).documents.map(({ id }) => id);
}

describe('the documents of a folder', () => {
  it('come in code-unit order of their ids, folders among files', async () => {
    const names = ['b.md', 'a/z.md', 'a.md', 'a-.md', 'a0.md', 'A.md', 'a/b/c.md', 'a/b.md', 'é.md', '10.md', '9.md'];
    const folder = writeFolder(Object.fromEntries(names.map((name) => [name, 'text'])));
    const sorted = [...names].sort((a, b) => (a < b ? -1 : 1));
    expect(await idsOf(folder)).toEqual(sorted);
  });

  it('are Markdown, HTML and text by the ending of the name, whatever its case', async () => {
    const names = ['a.MD', 'b.markdown', 'c.HTML', 'd.htm', 'e.Txt', 'f.md.bak', 'g.rst', 'md', '.md', 'h.'];
    const folder = writeFolder(Object.fromEntries(names.map((name) => [name, 'text'])));
    expect(await idsOf(folder)).toEqual(['a.MD', 'b.markdown', 'c.HTML', 'd.htm', 'e.Txt']);
  });

  it('leave out hidden files, hidden folders and node_modules at any depth', async () => {
    const folder = writeFolder({
      'a.md': 'text',
      '.b.md': 'hidden',
      '.git/c.md': 'hidden',
      'node_modules/d/readme.md': 'tool',
      'sub/node_modules/readme.md': 'tool',
      'sub/.cache/x.txt': 'hidden',
      'sub/node_modules.md': 'text',
    });
    expect(await idsOf(folder)).toEqual(['a.md', 'sub/node_modules.md']);
  });

  it('have the name of the file as title where they have none of their own', async () => {
    const folder = writeFolder({ 'notes/set-up.txt': 'text', 'a.b.html': '<p>text' });
    const { documents } = await readCollection([folder]);
    expect(documents.map(({ title }) => title)).toEqual(['a.b', 'set-up']);
  });

  it('are none in an empty folder', async () => {
    expect(await idsOf(writeFolder({}))).toEqual([]);
  });
});

describe('what is passed over in a folder', () => {
  it('is told with its reason, a folder once', async () => {
    const folder = writeFolder({
      'a.md': 'text',
      'image.png': 'other',
      'sub/data.csv': 'other',
      '.git/c.md': 'hidden',
      '.git/d.md': 'hidden',
      'sub/node_modules/readme.md': 'tool',
    });
    symlinkSync(join(folder, 'sub'), join(folder, 'link'));
    const { documents, problems, ignored } = await readCollection([folder]);
    expect([documents.length, problems.length]).toEqual([1, 0]);
    expect(ignored.map(({ path, reason }) => [relative(folder, path), reason])).toEqual([
      ['.git', 'hidden'],
      ['image.png', 'kind'],
      ['link', 'link'],
      [join('sub', 'data.csv'), 'kind'],
      [join('sub', 'node_modules'), 'hidden'],
    ]);
  });
});

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
    expect(await idsOf(folder)).toEqual(['sub/a.md']);
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
});
