import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { CLIENTS, connectHttp } from '../support/mcp-clients.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const POOLS = [
  { id: 'low', text: 'A pool of the low shore.', year: 2001, kind: 'rock' },
  { id: 'mid', text: 'A pool of the middle shore.', year: 2012, kind: 'sand' },
  { id: 'high', text: 'A pool of the high shore.', year: 2021, kind: 'rock' },
];

let served: Served;
beforeAll(async () => {
  const folder = temporaryFolder();
  const input = join(folder, 'pools.jsonl');
  writeFileSync(input, POOLS.map((pool) => `${JSON.stringify(pool)}\n`).join(''));
  const directory = join(folder, 'ix');
  const typedFields = { year: 'number', kind: 'keyword' } as const;
  await buildIndex({ inputs: [input], directory, encoder: 'none', typedFields });
  served = await serve(directory, { port: 0 });
});
afterAll(() => served.close());

describe.each(CLIENTS)('conditions on typed fields, of the client %s', (name) => {
  const idsOf = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).sort();

  it('restrict what is searched and what is gone through line by line', async () => {
    await using client = await connectHttp(name, `${served.url}/mcp`);
    const recent = { field: 'year', gte: 2010 };
    const found = await client.call('search', { query: 'pool', where: recent });
    expect(idsOf(found.structuredContent.results)).toEqual(['high', 'mid']);
    const lines = await client.call('grep', {
      pattern: 'pool',
      where: { and: [recent, { field: 'kind', eq: 'rock' }] },
    });
    expect(idsOf(lines.structuredContent.matches)).toEqual(['high']);
    const all = await client.call('search', { query: 'pool', where: null });
    expect(all.structuredContent.results).toHaveLength(3);
  });

  it('name the fields that there are, where one is not there', async () => {
    await using client = await connectHttp(name, `${served.url}/mcp`);
    const refused = await client.call('search', { query: 'pool', where: { field: 'depth', gte: 1 } });
    expect(refused).toMatchObject({ isError: true, _meta: { 'stillweb/error': { code: 'INVALID_REQUEST' } } });
    expect(JSON.stringify(refused.content)).toContain('kind, year');
  });
});
