import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildIndex } from '../../indexer/build.ts';
import { changeIndex } from '../../indexer/change-index.ts';
import { makeCollection } from '../support/generated-index.ts';
import { interruptedBuild, interruptedChange, UNIT_DOCUMENTS } from '../support/interrupted-build.ts';
import { hashTree, ROOT } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = join(ROOT, 'dist', 'test', 'support', 'stopping-change-program.js');
const DOCUMENTS = 280;
const FORMER = 160;

// promise: change/atomic
it('a change that was killed leaves the index as it was, goes on when it is called again, and ends as one that was not', async () => {
  const folder = temporaryFolder();
  const lines = makeCollection(DOCUMENTS).trimEnd().split('\n');
  const write = (name: string, some: readonly string[]): string => {
    writeFileSync(join(folder, name), `${some.join('\n')}\n`);
    return join(folder, name);
  };
  const directory = join(folder, 'index');
  const former = await buildIndex(interruptedBuild(write('former.jsonl', lines.slice(0, FORMER)), directory));
  const before = hashTree(join(directory, 'generations'));
  const added = write('added.jsonl', lines.slice(FORMER));

  const child = spawn(process.execPath, [PROGRAM, added, directory, String(4 * UNIT_DOCUMENTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(hashTree(join(directory, 'generations'))).toEqual(before);
  expect(readFileSync(join(directory, 'CURRENT'), 'utf8')).toContain(former.generation);

  const resumed = await changeIndex(interruptedChange(added, directory));
  expect(resumed.resumedUnits).toBeGreaterThan(0);
  const anew = join(folder, 'anew');
  const scratch = await buildIndex(interruptedBuild(write('all.jsonl', lines), anew));
  expect(resumed.id).toBe(scratch.id);
  expect(hashTree(join(directory, 'generations', resumed.generation))).toEqual(
    hashTree(join(anew, 'generations', scratch.generation)),
  );
  expect(hashTree(join(directory, 'generations'))).toMatchObject(before);
});
