import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ARTICLES, HANDBOOK, runProgram } from '../support/program.ts';
import { collectBodies } from '../support/served-bodies.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

// promise: rank/same-bytes
describe('a served index', () => {
  const queries = readFileSync(join(HANDBOOK, 'queries.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).text as string);
  let folder: string;
  let index: string;

  beforeAll(() => {
    folder = temporaryFolder();
    index = join(folder, 'handbook');
    expect(runProgram(['index', ARTICLES, '--out', index, '--quiet']).code).toBe(0);
  });

  it('answers with the same bytes in any order, under load, after a restart and from another build', async () => {
    const first = await collectBodies(index, queries, { clients: 1, seed: 1, workers: 1 });
    expect(new Set(first).size).toBe(queries.length);
    expect(await collectBodies(index, queries, { clients: 64, seed: 2, workers: 2 })).toEqual(first);
    const again = join(folder, 'again');
    expect(runProgram(['index', ARTICLES, '--out', again, '--threads', '2', '--quiet']).code).toBe(0);
    expect(await collectBodies(`handbook=${again}`, queries, { clients: 16, seed: 3, workers: 3 })).toEqual(first);
  });

  it('answers on the command line as over HTTP, with the index id', async () => {
    const { out } = runProgram(['search', index, 'posting list compression', '--json', '--k', '3']);
    const answer = JSON.parse(out);
    expect(answer.index).toEqual({ name: 'handbook', id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(answer.hits).toHaveLength(3);
    expect(answer.hits.map((hit: { rank: number }) => hit.rank)).toEqual([1, 2, 3]);
  });
});
