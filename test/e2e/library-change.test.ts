import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { type ChangeIndexOptions, changeIndex } from '../../src/library/change-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// promise: change/as-built-anew
it('a program adds, replaces and removes documents, and gets the id of a build from nothing', async () => {
  const folder = temporaryFolder();
  const write = (name: string, ...ids: readonly string[]): string => {
    const path = join(folder, name);
    writeFileSync(path, ids.map((id) => `${JSON.stringify({ id, text: `the text of ${id} in ${name}` })}\n`).join(''));
    return path;
  };
  const directory = join(folder, 'ix');
  const built = async (...inputs: readonly string[]): Promise<string> => {
    const anew = join(temporaryFolder(), 'ix');
    return (await buildIndex({ inputs: [...inputs], directory: anew, encoder: 'none' })).id;
  };
  const one = write('one.jsonl', 'a', 'b');
  const two = write('two.jsonl', 'c');
  await buildIndex({ inputs: [one], directory, encoder: 'none' });
  expect((await changeIndex({ inputs: [two], directory })).id).toBe(await built(one, two));
  await expect(changeIndex({ inputs: [two], directory })).rejects.toMatchObject({ code: 'DUPLICATE_ID' });
  const removed = await changeIndex({ directory, removed: ['a'] });
  expect(removed.counts.documents).toBe(2);
  const updated = await changeIndex({ inputs: [write('three.jsonl', 'b', 'd')], directory, kind: 'update' });
  expect(updated.counts.documents).toBe(3);
  expect((await changeIndex({ inputs: [one], directory, kind: 'sync', passages: 'auto' })).id).toBe(await built(one));
});

const REFUSED: readonly (readonly [string, object])[] = [
  ['analyzer', { analyzer: 'unicode', inputs: ['x'] }],
  ['kind', { kind: 'replace', inputs: ['x'] }],
  ['removed', { removed: [7] }],
  ['removed', { kind: 'sync', inputs: ['x'], removed: ['a'] }],
  ['inputs', {}],
  ['inputs', { kind: 'update' }],
  ['remove', { remove: ['a'] }],
];

it.each(REFUSED)('a program is refused a change of %s that cannot be', async (setting, options) => {
  const directory = join(temporaryFolder(), 'ix');
  const input = join(temporaryFolder(), 'docs');
  mkdirSync(input);
  writeFileSync(join(input, 'a.md'), 'A page.');
  await buildIndex({ inputs: [input], directory, encoder: 'none' });
  const change = changeIndex({ directory, ...options } as ChangeIndexOptions);
  await expect(change).rejects.toMatchObject({ code: 'SETTING_INVALID', facts: { setting } });
});
