import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild, interruptedChange } from '../support/interrupted-build.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('a change takes over the units of the build or the change before in which nothing has changed, as long as they are whole', async () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'index');
  const input = join(folder, 'corpus.jsonl');
  const lines = makeCollection(200).trimEnd().split('\n');
  const write = (): void => writeFileSync(input, `${lines.join('\n')}\n`);
  const sync = async () => await changeIndex({ ...interruptedChange(input, directory), kind: 'sync' });
  const units = (): string[] =>
    readdirSync(join(directory, 'sources'))
      .filter((name) => name.endsWith('.bin'))
      .sort()
      .map((name) => join(directory, 'sources', name));
  const inodes = (): number[] => units().map((path) => statSync(path).ino);

  write();
  await buildIndex(interruptedBuild(input, directory));
  const built = inodes();
  expect(built).toHaveLength(4);
  lines[0] = lines[0].replace('"text":"', '"text":"first ');
  write();
  await sync();
  const before = inodes();
  expect(before.map((inode, i) => inode === built[i])).toEqual([false, true, true, true]);

  lines[120] = lines[120].replace('"text":"', '"text":"second ');
  write();
  await sync();
  const after = inodes();
  expect(after.map((inode, i) => inode === before[i])).toEqual([true, true, false, true]);

  const [damaged] = units();
  const bytes = readFileSync(damaged);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(damaged, bytes);
  lines[199] = lines[199].replace('"text":"', '"text":"third ');
  write();
  const { id } = await sync();
  expect(inodes().map((inode, i) => inode === after[i])).toEqual([false, true, true, false]);
  expect(id).toBe((await buildIndex(interruptedBuild(input, join(folder, 'anew')))).id);
});
