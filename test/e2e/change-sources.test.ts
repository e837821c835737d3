import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BuildOptions, buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { makeTar } from '../support/archives.ts';
import { ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DUMP = join(ROOT, 'test', 'fixtures', 'wikipedia', 'northern-pages-articles.xml');
const SETTINGS = { engine: 'stillweb', analyzer: 'english', passages: { kind: 'auto' }, encoder: 'none' } as const;
const MACHINE = { threads: 1, memoryBytes: 1024 ** 3, onError: 'auto' } as const satisfies Partial<BuildOptions>;

const built = (inputs: readonly string[], directory: string, more: Partial<BuildOptions> = {}) =>
  buildIndex({ ...SETTINGS, ...MACHINE, ...more, inputs, directory });

describe('a change of an index', () => {
  it('keeps the second addresses that a dump of a wiki told, also where the dump is not read again', async () => {
    const place = temporaryFolder();
    const folder = join(place, 'docs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'north-pages-articles.xml'), readFileSync(DUMP));
    const page = join(place, 'page.md');
    writeFileSync(page, '# A page\n\nOf the north.');
    const directory = join(place, 'ix');
    await built([folder], directory);
    const added = await changeIndex({ ...MACHINE, inputs: [page], directory });
    expect(added.id).toBe((await built([folder, page], join(place, 'whole'))).id);
    writeFileSync(join(folder, 'b.md'), 'more');
    const synced = await changeIndex({ ...MACHINE, inputs: [folder], directory, kind: 'sync' });
    expect(synced.id).toBe((await built([folder], join(place, 'anew'))).id);
  });

  it('keeps what is in an archive that has not changed', async () => {
    const place = temporaryFolder();
    const folder = join(place, 'docs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.tar'), makeTar([{ name: 'in.md', content: '# Inside\n\nWords.' }]));
    const directory = join(place, 'ix');
    await built([folder], directory);
    writeFileSync(join(folder, 'b.md'), 'more');
    const synced = await changeIndex({ ...MACHINE, inputs: [folder], directory, kind: 'sync' });
    expect(synced.counts.documents).toBe(2);
    expect(synced.kinds.formats).toEqual([{ format: 'markdown', documents: 2 }]);
    const added = await changeIndex({ ...MACHINE, inputs: [DUMP], directory });
    expect(added.kinds.formats.map(({ format }) => format)).toEqual(['wikipedia', 'kept']);
    expect(synced.id).toBe((await built([folder], join(place, 'anew'))).id);
  });

  it('reads HTML as the index was read', async () => {
    const place = temporaryFolder();
    const pages = ['a', 'b'].map((name) => join(place, `${name}.html`));
    for (const page of pages)
      writeFileSync(page, `<title>T</title><nav>Menu of all</nav><article><p>${page} words.</article>`);
    const directory = join(place, 'ix');
    await built([pages[0]], directory, { html: 'all' });
    const added = await changeIndex({ ...MACHINE, inputs: [pages[1]], directory });
    expect(added.id).toBe((await built(pages, join(place, 'whole'), { html: 'all' })).id);
    await expect(changeIndex({ ...MACHINE, inputs: [pages[1]], directory, html: 'main' })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
    });
  });
});
