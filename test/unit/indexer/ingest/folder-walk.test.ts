import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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

  it('are not the queries and the judgments that stand beside them', async () => {
    const queries = '{"_id": "q1", "text": "a query"}\n';
    const judgments = 'query-id\tcorpus-id\tscore\nq1\ta\t1\n';
    const set = { 'set/articles/a.md': 'text', 'set/qrels.tsv': judgments, 'set/queries.jsonl': queries };
    const { documents, ignored } = await readCollection([writeFolder({ ...set, 'queries.jsonl': queries })]);
    expect(documents.map(({ id }) => id)).toEqual(['q1', 'set/articles/a.md']);
    expect(ignored.map(({ reason }) => reason)).toEqual(['topics', 'topics']);
  });

  it('are Markdown, HTML, reStructuredText and text by the ending of the name, whatever its case', async () => {
    const names = ['a.MD', 'b.markdown', 'c.HTML', 'd.htm', 'e.Txt', 'f.md.bak', 'g.rst', 'md', '.md', 'h.'];
    const folder = writeFolder(Object.fromEntries(names.map((name) => [name, 'text'])));
    expect(await idsOf(folder)).toEqual(['a.MD', 'b.markdown', 'c.HTML', 'd.htm', 'e.Txt', 'g.rst']);
  });

  it('are of any format, compressed or not, and records keep ids of their own', async () => {
    const folder = writeFolder({
      'a.md.gz': gzipSync('# A'),
      'b/lines.jsonl': '{"_id":"j1","text":"one"}\n{"_id":"j2","text":"two"}\n',
      'b/more.NDJSON.GZ': gzipSync('{"_id":"j0","text":"none"}\n'),
      'c.jsonx': '{"_id":"j3","text":"an ending that no format has"}\n',
      'd.bz2': 'no ending but that of a compression',
    });
    const { documents, ignored } = await readCollection([folder]);
    expect(documents.map(({ id }) => id)).toEqual(['a.md.gz', 'j1', 'j2', 'j0']);
    expect(ignored.map(({ path, reason }) => [relative(folder, path), reason])).toEqual([
      ['c.jsonx', 'kind'],
      ['d.bz2', 'kind'],
    ]);
  });

  it('are what their endings say, whatever they begin with', async () => {
    const folder = writeFolder({
      'note.md': '{% include banner %}\n\n# Harbour',
      'page.txt': '{"_id":"1","text":"t"}',
    });
    const { documents } = await readCollection([folder]);
    expect(documents.map(({ id, title }) => [id, title])).toEqual([
      ['note.md', 'Harbour'],
      ['page.txt', 'page'],
    ]);
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
      'sub/data.bin': 'other',
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
      [join('sub', 'data.bin'), 'kind'],
      [join('sub', 'node_modules'), 'hidden'],
    ]);
  });

  it.runIf(process.platform === 'linux')('may have a name that is not UTF-8, file or hidden folder', async () => {
    const folder = writeFolder({ 'a.md': 'text' });
    writeFileSync(withBytes(folder, 'image', 0xe9, '.png'), 'other');
    mkdirSync(withBytes(folder, '.cache', 0xe9, ''));
    const { documents, problems, ignored } = await readCollection([folder]);
    expect([documents.length, problems.length]).toEqual([1, 0]);
    expect(ignored.map(({ path, reason }) => [relative(folder, path), reason])).toEqual([
      ['.cache\\xe9', 'hidden'],
      ['image\\xe9.png', 'kind'],
    ]);
  });
});

function withBytes(folder: string, before: string, byte: number, after: string): Buffer {
  return Buffer.concat([Buffer.from(join(folder, before)), Buffer.from([byte]), Buffer.from(after)]);
}
