/** One search of several indexes in a program, beside the same search over HTTP. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { searchJoint } from '../../src/library/ask.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Index, openIndex } from '../../src/library/open-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COLLECTIONS = {
  shore: ['A limpet on the rock of the shore.', 'The tide leaves the rock.', 'Kelp on a rock.'],
  web: ['The moon pulls the tide.', 'A rock in the sea, and a tide that covers it.'],
};

let served: Served;
const indexes: Index[] = [];
beforeAll(async () => {
  const folder = temporaryFolder();
  const directories = Object.keys(COLLECTIONS).map((name) => join(folder, name));
  for (const [i, [name, texts]] of Object.entries(COLLECTIONS).entries()) {
    const input = join(folder, `${name}.jsonl`);
    writeFileSync(input, texts.map((text, id) => `${JSON.stringify({ id: `${name}-${id}`, text })}\n`).join(''));
    await buildIndex({ inputs: [input], directory: directories[i] });
    indexes.push(await openIndex(directories[i]));
  }
  served = await serve(directories, { port: 0 });
});
afterAll(async () => {
  await served?.close();
  for (const index of indexes) await index.close();
});

describe('searchJoint', () => {
  const overHttp = async (body: object) => {
    const headers = { 'content-type': 'application/json' };
    const sent = { method: 'POST', headers, body: JSON.stringify({ ...body, index: ['shore', 'web'] }) };
    return await (await globalThis.fetch(`${served.url}/v1/search`, sent)).json();
  };

  it.each([
    ['one query', 'rock and tide', { k: 3 }],
    ['a second page under a budget', 'rock', { k: 1, offset: 1, budgets: { shore: 1 } }],
  ] as const)('gives what the server answers to %s', async (_, query, options) => {
    expect(await searchJoint(indexes, query, options)).toEqual(await overHttp({ ...options, query }));
  });

  it('gives what the server answers to a list of queries', async () => {
    const queries = ['rock', 'moon'];
    expect(await searchJoint(indexes, queries, { k: 2 })).toEqual(await overHttp({ queries, k: 2 }));
  });

  it('names the index that is at fault, and refuses one that is named twice', async () => {
    const where = { field: 'depth', gte: 1 };
    await expect(searchJoint(indexes, 'rock', { filter: { where } })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      facts: { index: 'shore' },
    });
    await expect(searchJoint([indexes[0], indexes[0]], 'rock')).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('names shore twice'),
    });
  });
});
