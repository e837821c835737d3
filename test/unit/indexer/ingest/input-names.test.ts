import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileNames, namePrefixes } from '../../../../indexer/ingest/input-names.ts';
import { readCollection, writeFolder } from '../../../support/read-collection.ts';

async function readIds(...paths: string[]): Promise<string[]> {
  const { documents, problems } = await readCollection(paths);
  expect(problems).toEqual([]);
  return documents.map(({ id }) => id);
}

describe('the ids of pages of several inputs', () => {
  it('are their paths from each folder, as with one, where no two are the same', async () => {
    const root = writeFolder({ 'a/x.md': 'x', 'b/y.md': 'y' });
    expect(await readIds(join(root, 'a'), join(root, 'b'))).toEqual(['x.md', 'y.md']);
  });

  it('begin with the names of the inputs, those of all pages, where two would be the same', async () => {
    const root = writeFolder({ 'a/README.md': 'a', 'a/in/x.md': 'x', 'b/README.md': 'b', 'c.md': 'c' });
    const ids = await readIds(join(root, 'a'), join(root, 'b'), join(root, 'c.md'));
    expect(ids).toEqual(['a/README.md', 'a/in/x.md', 'b/README.md', 'c.md']);
  });

  it('begin with as much of the paths as tells them apart, for files too', async () => {
    const root = writeFolder({ 'p/docs/README.md': 'p', 'q/docs/README.md': 'q', 'q/README.md': 'r' });
    expect(await readIds(join(root, 'p/docs'), join(root, 'q/docs'))).toEqual(['p/docs/README.md', 'q/docs/README.md']);
    expect(await readIds(join(root, 'q/docs/README.md'), join(root, 'q/README.md'))).toEqual([
      'docs/README.md',
      'q/README.md',
    ]);
  });

  it('stay the same in another place, and with a slash or a dot in what was typed', async () => {
    const files = { 'a/README.md': 'a', 'b/README.md': 'b' };
    const [here, there] = [writeFolder(files), writeFolder(files)];
    const ids = await readIds(join(here, 'a'), join(here, 'b'));
    expect(await readIds(`${there}/./a/`, `${there}/a/../b`)).toEqual(ids);
  });

  it('lead from page to page as before: relative links, and those from the root of the input', async () => {
    const page = '[near](in/x.md) [root](/in/x.md) [gone](/gone.md)';
    const files = { 'README.md': page, 'in/x.md': '[up](../README.md)' };
    const root = writeFolder({});
    for (const [name, text] of Object.entries(files)) {
      for (const input of ['a', 'b']) {
        const path = join(root, input, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
    const { documents } = await readCollection([join(root, 'a'), join(root, 'b')]);
    expect(documents.map(({ id, links }) => [id, links])).toEqual([
      ['a/README.md', ['a/in/x.md', 'gone.md']],
      ['a/in/x.md', ['a/README.md']],
      ['b/README.md', ['b/in/x.md', 'gone.md']],
      ['b/in/x.md', ['b/README.md']],
    ]);
  });

  it('are those of records without an id too, when two files of records have one name', async () => {
    const root = writeFolder({ 'a/r.jsonl': '{"text":"one"}\n', 'b/r.jsonl': '{"text":"two"}\n' });
    expect(await readIds(join(root, 'a'), join(root, 'b'))).toEqual(['a/r.jsonl#1', 'b/r.jsonl#1']);
    expect(await readIds(join(root, 'a'))).toEqual(['r.jsonl#1']);
  });

  it('never collide, whatever is given, unless an input or a part of it is given twice', () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const folder = fc.record({
      path: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`),
      pages: fc.uniqueArray(part.map((name) => `${name}.md`)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(folder, { selector: ({ path }) => path, maxLength: 5 }), (folders) => {
        const inputs: FileNames[] = folders.map((each) => ({ ...each, isFolder: true, records: [] }));
        const prefixes = namePrefixes(inputs);
        const ids = inputs.flatMap(({ pages }, place) => pages.map((name) => `${prefixes[place].pages}${name}`));
        const plain = inputs.flatMap(({ pages }) => pages);
        expect(new Set(ids).size).toBe(ids.length);
        if (new Set(plain).size === plain.length) expect(ids).toEqual(plain);
      }),
    );
  });
});
