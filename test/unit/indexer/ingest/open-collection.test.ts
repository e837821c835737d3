import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openCollection } from '../../../../indexer/ingest/open-collection.ts';
import { formatNames } from '../../../../indexer/ingest/readers.ts';
import { readCollection, writeFolder, writeInput } from '../../../support/read-collection.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('an input that cannot be opened', () => {
  it('is INPUT_MISSING when there is nothing of that name', async () => {
    for (const path of [join(temporaryFolder(), 'absent.jsonl'), join(writeInput('a.txt', 'x'), 'below')]) {
      await expect(openCollection([path])).rejects.toMatchObject({
        code: 'INPUT_MISSING',
        message: expect.stringContaining(path),
        facts: { file: path },
      });
    }
  });

  it.runIf(process.platform === 'linux')('is INPUT_MISSING when it is a pipe, which is not waited for', async () => {
    const path = join(temporaryFolder(), 'pipe.jsonl');
    execFileSync('mkfifo', [path]);
    await expect(openCollection([path])).rejects.toMatchObject({ code: 'INPUT_MISSING', facts: { file: path } });
  });

  it.each(['corpus.xls', 'corpus', 'corpus.xls.gz'])('is INPUT_FORMAT_UNKNOWN when nothing tells: %s', async (name) => {
    const content = name.endsWith('.gz') ? gzipSync('a,b\n') : 'a,b\n';
    const path = writeInput(name, content);
    await expect(openCollection([path])).rejects.toMatchObject({
      code: 'INPUT_FORMAT_UNKNOWN',
      message: expect.stringContaining(path),
      facts: { file: path, supported: formatNames() },
    });
  });

  it('is INPUT_FORMAT_UNKNOWN for a format that does not exist, or not for folders or files', async () => {
    const file = writeInput('a.md', 'text');
    const folder = writeFolder({ 'a.md': 'text' });
    const unknown = { code: 'INPUT_FORMAT_UNKNOWN' };
    await expect(openCollection([file], { format: 'xls' })).rejects.toMatchObject(unknown);
    await expect(openCollection([file], { format: 'folder' })).rejects.toMatchObject(unknown);
    await expect(openCollection([folder], { format: 'jsonl' })).rejects.toMatchObject(unknown);
  });

  it('is INPUT_CORRUPT when its first bytes cannot be expanded', async () => {
    const path = writeInput('corpus.jsonl.gz', gzipSync('{"_id":"1","text":"t"}').fill(0xff, 10));
    await expect(openCollection([path])).rejects.toMatchObject({ code: 'INPUT_CORRUPT', facts: { file: path } });
  });
});

describe('a format', () => {
  it('is found by the first character, behind white space and a byte order mark', async () => {
    const { documents } = await readCollection([writeInput('corpus', '\ufeff\r\n  {"_id":"1","text":"t"}')]);
    expect(documents).toEqual([{ id: '1', title: '', text: 't' }]);
  });

  it('is that of the ending before that of the first character', async () => {
    const { documents } = await readCollection([writeInput('note.md', '{% include banner.html %}\n\n# Harbour\n')]);
    expect(documents).toEqual([{ id: 'note.md', title: 'Harbour', text: '{% include banner.html %}\n\nHarbour' }]);
  });

  it('can be named where nothing tells', async () => {
    const path = writeInput('README', '# Title\n\ntext');
    const { documents } = await readCollection([path], { format: 'markdown' });
    expect(documents).toEqual([{ id: 'README', title: 'Title', text: 'Title\n\ntext' }]);
  });
});

describe('several inputs', () => {
  it('are read one after the other, and bytes count over all of them', async () => {
    const lines = writeInput('corpus.jsonl', '{"_id":"1","text":"t"}\n{"_id":"2","text":"t"}\n');
    const folder = writeFolder({ 'b.md': 'bb', 'a.txt': 'a' });
    const paths = [folder, lines, writeInput('c.html', '<p>c')];
    const { inputs, totalBytes } = await openCollection(paths);
    expect(inputs).toEqual([
      { path: folder, bytes: 3 },
      { path: lines, bytes: 46 },
      { path: paths[2], bytes: 4 },
    ]);
    const { collected } = await readCollection(paths);
    expect(collected.map(({ document, bytesRead }) => [document.id, bytesRead])).toEqual([
      ['a.txt', 1],
      ['b.md', 3],
      ['1', 49],
      ['2', 49],
      ['c.html', 53],
    ]);
    expect(totalBytes).toBe(53);
  });
});

describe('links between the pages of a collection', () => {
  it('lead to files as addresses on a web server do, in every format and over all inputs', async () => {
    const site = writeFolder({
      'index.html':
        '<a href="guide/">1</a> <a href="guide/setup">2</a> <a href="caf%C3%A9.html">3</a> <a href="data">4</a>',
      'guide/index.html': '<a href="../">home</a> <a href="README.md">none</a>',
      'guide/setup.md': '[index](.) [root](/) [other](../b) [record](../data.jsonl)',
      'cafe\u0301.html': '<base href="guide/"><a href="setup">s</a>',
      'data.jsonl': '{"id": "data", "text": "x", "links": ["guide/", "index.html"]}',
    });
    const { documents } = await readCollection([site, writeInput('b.html', '<a href="./">home</a>')]);
    expect(Object.fromEntries(documents.map(({ id, links }) => [id, links]))).toEqual({
      'index.html': ['guide/index.html', 'guide/setup.md', 'cafe\u0301.html', 'data'],
      'guide/index.html': ['index.html', 'guide/README.md'],
      'guide/setup.md': ['guide/index.html', 'index.html', 'b.html', 'data.jsonl'],
      'cafe\u0301.html': ['guide/setup.md'],
      data: ['guide/', 'index.html'],
      'b.html': ['index.html'],
    });
  });
});
