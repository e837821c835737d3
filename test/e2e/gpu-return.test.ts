import { describe, expect, it } from 'vitest';
import { returningGpu } from '../support/fake-gpu.ts';
import { makeQueries } from '../support/generated-index.ts';
import { openGeneratedPool } from '../support/generated-pool.ts';
import { startServer } from '../support/http-server.ts';

const QUERIES = makeQueries(12);

// promise: gpu/falls-back
describe('a served GPU that is lost and comes back', () => {
  it.each(['lost', 'hang', 'die'])('changes no answer, and says what it does: %s', async (fault) => {
    await using served = await openGeneratedPool('off', returningGpu([`fault=${fault}&after=4`, 'fault=open']));
    const { alone, device, pool } = served;
    if (device === null) throw new Error('no device');
    await using server = await startServer({ device: () => device.report }, pool);
    const askAll = async (): Promise<void> => {
      for (const query of QUERIES) {
        const answer = await server.post('/v1/search', { query, mode: 'dense', collapse: false });
        expect(answer.status).toBe(200);
        const [expected] = await alone.search({
          ...{ queries: [query], mode: 'dense', k: 10, offset: 0, unit: 'document' },
          ...{ snippet: { tokens: 64 }, text: false, explain: false, collapse: false },
        });
        expect((await answer.json()).hits).toEqual(JSON.parse(JSON.stringify(expected.hits)));
      }
    };
    const metricsOf = async (): Promise<Record<string, number>> => {
      const lines = (await (await server.get('/metrics')).text()).split('\n');
      return Object.fromEntries(lines.filter((line) => /^stillweb_gpu_/.test(line)).map((line) => line.split(' ')));
    };
    const isThere = { timeout: 10_000 };
    const readiness = async (): Promise<unknown> => await (await server.get('/readyz')).json();
    // The searches that warm a pool up may have lost it, and then it is not back at once.
    await expect.poll(readiness, isThere).toMatchObject({ ready: true, device: 'gpu', deviceReason: null });

    await askAll();
    expect(device.report.losses).toBe(1);
    await expect.poll(readiness, isThere).toMatchObject({ device: 'gpu' });
    const before = await metricsOf();
    expect(before).toMatchObject({ stillweb_gpu_lost_total: '1', stillweb_gpu_returned_total: '1' });
    await askAll();
    const after = await metricsOf();
    // The slot of the worker's thread, at which the GPU was lost, is in use again.
    expect(Number(after.stillweb_gpu_queries_total) - Number(before.stillweb_gpu_queries_total)).toBe(QUERIES.length);
    expect(after.stillweb_gpu_left_to_cpu_total).toBe(before.stillweb_gpu_left_to_cpu_total);
    expect(pool.workerRestarts).toBe(0);
  });

  it('is said to be lost, and why, while it is away', async () => {
    await using served = await openGeneratedPool('off', {
      ...returningGpu([]),
      retryMs: { first: 1_000_000, max: 1_000_000 },
      thread: returningGpu(['fault=lost&after=0']).thread,
    });
    const { device, pool } = served;
    await using server = await startServer(
      { device: () => device?.report as NonNullable<typeof device>['report'] },
      pool,
    );
    expect((await server.post('/v1/search', { query: QUERIES[0], mode: 'dense' })).status).toBe(200);
    await expect.poll(() => device?.report.isLost).toBe(true);
    expect(await (await server.get('/readyz')).json()).toMatchObject({
      ...{ ready: true, device: 'cpu', adapter: 'Fake 9000' },
      deviceReason: expect.stringMatching(/unplugged|the search failed/),
    });
    const metrics = await (await server.get('/metrics')).text();
    expect(metrics).toMatch(/^stillweb_gpu_lost_total 1$/m);
    expect(metrics).toMatch(/^stillweb_gpu_returned_total 0$/m);
  });
});
