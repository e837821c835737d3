import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { readManifest } from '../../src/store/open.ts';
import { PROGRAM, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('stillweb index --watch follows a folder, prints each id, and ends at a signal', async () => {
  const place = temporaryFolder();
  const folder = join(place, 'docs');
  const directory = join(place, 'index');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.md'), 'a river');
  const child = spawn(
    process.execPath,
    [PROGRAM, 'index', folder, '--watch', '--out', directory, '--encoder', 'none', '--quiet'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const faults = createInterface(child.stderr)[Symbol.asyncIterator]();
  const nextId = async (): Promise<string> => {
    for (;;) {
      const { value } = (await lines.next()) as { value: string };
      const [, id] = /^index@([0-9a-f]{32})$/.exec(value) ?? [];
      if (id !== undefined) return id;
    }
  };
  const anew = (): string => {
    const other = join(place, 'anew');
    rmSync(other, { recursive: true, force: true });
    runProgram(['index', folder, '--out', other, '--encoder', 'none', '--quiet']);
    return readManifest(other).manifest.id;
  };
  expect(await nextId()).toBe(anew());
  writeFileSync(join(folder, 'b.md'), 'a temple [a](a)');
  expect(await nextId()).toBe(anew());
  // A fault is told, and followed no further until it is mended.
  writeFileSync(join(folder, 'c.jsonl'), 'broken\n');
  expect((await faults.next()).value).toContain('LINE_NOT_JSON');
  writeFileSync(join(folder, 'c.jsonl'), '{"_id":"c","text":"mended"}\n');
  rmSync(join(folder, 'a.md'));
  // It may see the one change before the other.
  for (const id = anew(); (await nextId()) !== id; );
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
