import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOutput } from '../../../../indexer/ingest/output-place.ts';
import { readCollection, writeFolder } from '../../../support/read-collection.ts';

const FILES = { 'a.md': 'text', 'ix/building/journal.jsonl': '{"key":"k"}\n', 'ix/b.md': 'text', 'ix-2/c.md': 'text' };

describe('the output of a build', () => {
  it('is found in the input by any path that leads there', () => {
    const folder = writeFolder(FILES);
    const link = join(writeFolder({}), 'link');
    symlinkSync(folder, link);
    for (const [root, output] of [
      [folder, join(folder, 'ix')],
      [`${folder}/`, join(folder, 'ix-2', '..', 'ix')],
      [folder, join(link, 'ix')],
      [link, join(folder, 'ix')],
    ]) {
      expect(findOutput(root, output)).toEqual(new Set(['ix']));
    }
    expect(findOutput(folder, join(folder, 'ix', 'building'))).toEqual(new Set(['ix/building']));
  });

  it('is not in the input when it lies elsewhere, above, or nowhere yet', () => {
    const folder = writeFolder({ 'docs/a.md': 'text', 'docs..x/a.md': 'text' });
    const docs = join(folder, 'docs');
    for (const output of [folder, join(folder, 'docs..x'), join(docs, 'absent'), undefined]) {
      expect(findOutput(docs, output)).toEqual(new Set());
    }
    mkdirSync(join(docs, '..x'));
    expect(findOutput(docs, join(docs, '..x'))).toEqual(new Set(['..x']));
  });

  it('is no entry of the input, read or passed over', async () => {
    const folder = writeFolder(FILES);
    const { documents, problems, ignored } = await readCollection([folder], { output: join(folder, 'ix') });
    expect(documents.map(({ id }) => id)).toEqual(['a.md', 'ix-2/c.md']);
    expect([...problems, ...ignored]).toEqual([]);
  });

  it('is its own parts alone when it is the input itself', async () => {
    const folder = writeFolder({
      'a.md': 'text',
      'building/journal.jsonl': '{"key":"k"}\n',
      'generations/x/readme.md': 'text',
      'sub/building/b.md': 'text',
      CURRENT: '{}',
      LOCK: '1 2',
    });
    const { documents, problems, ignored } = await readCollection([folder], { output: folder });
    expect(documents.map(({ id }) => id)).toEqual(['a.md', 'sub/building/b.md']);
    expect([...problems, ...ignored]).toEqual([]);
  });
});
