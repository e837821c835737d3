import { expect, it } from 'vitest';
import { changeIndex } from '../../indexer/change-index.ts';
import { serve } from '../../src/library/serve.ts';
import { readCurrent } from '../../src/store/open.ts';
import { listGenerations } from '../../src/store/prune.ts';
import { buildGeneratedIndex, makeCollection } from '../support/generated-index.ts';
import { runProgram } from '../support/program.ts';

// promise: prune/keeps-served
it('a generation that a server serves is not pruned, and is when the server has ended', async () => {
  const directory = await buildGeneratedIndex('stillweb', makeCollection(6), 'none');
  const served = readCurrent(directory).generation;
  const server = await serve(directory, { port: 0, workers: 1, watches: false, device: 'cpu' });
  try {
    const change = {
      inputs: [],
      removed: ['d0'],
      directory,
      threads: 1,
      memoryBytes: 2 ** 30,
      onError: 'stop',
    } as const;
    await changeIndex(change);
    expect(listGenerations(directory)).toMatchObject([{ isCurrent: true }, { name: served, isHeld: true }]);
    const pruned = runProgram(['prune', directory, '--json']);
    expect(JSON.parse(pruned.out)).toMatchObject({ removed: [], kept: [{ isHeld: false }, { name: served }] });
    const body = JSON.stringify({ query: 'river' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${server.url}/v1/search`, { method: 'POST', headers, body })).status).toBe(200);
  } finally {
    await server.close();
  }
  expect(runProgram(['prune', directory, '--dry-run']).out).toContain(`would remove  ${served}`);
  expect(runProgram(['prune', directory]).out).toContain(`removed  ${served}`);
  expect(listGenerations(directory)).toHaveLength(1);
  expect(runProgram(['inspect', directory, '--json']).code).toBe(0);
});
