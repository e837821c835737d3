import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChangeOptions, changeIndex } from '../../indexer/change-index.ts';
import { buildWithOriginals as build, originalsOf } from '../support/originals.ts';
import { writeFolder } from '../support/read-collection.ts';

describe('a change of an index with originals', () => {
  const A = '<title>A</title><p>first';
  const change = (directory: string, options: Partial<ChangeOptions>) =>
    changeIndex({ inputs: [], directory, threads: 1, memoryBytes: 1024 ** 3, onError: 'stop', ...options });

  it('keeps those of what stays: each has the id of a build from nothing', async () => {
    const folder = writeFolder({ 'a.html': A, 'b.html': '<title>B</title><p>second', 'c.txt': 'third' });
    const { directory, id } = await build([folder]);

    const more = writeFolder({ 'd.md': '# D\n\nfourth' });
    const added = await change(directory, { inputs: [more], kind: 'add' });
    expect(added.id).toBe((await build([folder, more])).id);
    const all = ['a.html', 'b.html', 'c.txt', 'd.md'];
    expect(await originalsOf(directory, all)).toEqual([
      `text/html ${A}`,
      'text/html <title>B</title><p>second',
      'text/plain third',
      'text/markdown # D\n\nfourth',
    ]);

    // Other bytes of the same text: only the original is another.
    const other = writeFolder({ 'b.html': '<!-- x --><title>B</title><p>second' });
    const updated = await change(directory, { inputs: [other], kind: 'update' });
    expect(updated.id).not.toBe(added.id);
    expect((await originalsOf(directory, all))[1]).toBe('text/html <!-- x --><title>B</title><p>second');
    writeFileSync(join(folder, 'b.html'), '<!-- x --><title>B</title><p>second');
    expect(updated.id).toBe((await build([folder, more])).id);

    const removed = await change(directory, { removed: ['a.html', 'd.md'] });
    const left = writeFolder({ 'b.html': '<!-- x --><title>B</title><p>second', 'c.txt': 'third' });
    expect(removed.id).toBe((await build([left])).id);

    renameSync(join(left, 'c.txt'), join(left, 'e.txt'));
    const synced = await change(directory, { inputs: [left], kind: 'sync' });
    expect(synced.id).toBe((await build([left])).id);
    expect(await originalsOf(directory, ['b.html', 'e.txt'])).toEqual([
      'text/html <!-- x --><title>B</title><p>second',
      'text/plain third',
    ]);
    expect(id).not.toBe(synced.id);
  }, 60_000);

  it('takes none up that does not keep them, and leaves nothing of its work', async () => {
    const folder = writeFolder({ 'a.html': A });
    const { directory } = await build([folder], { originals: false });
    await expect(change(directory, { inputs: [folder], kind: 'sync', originals: true })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      facts: { setting: 'originals' },
    });
    const kept = await build([folder]);
    await change(kept.directory, { inputs: [folder], kind: 'update' });
    expect(readdirSync(kept.directory)).not.toContain('building');
  });
});
