import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalRequestKey } from '../../src/contract/request-key.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import { completeSearch } from '../../src/contract/search-defaults.ts';
import { MAX_RESPONSE_HITS } from '../../src/limits.ts';
import { fakeGpu } from '../support/fake-gpu.ts';
import { makeQueries } from '../support/generated-index.ts';
import { type GeneratedPool, openGeneratedPool } from '../support/generated-pool.ts';

const QUERIES = [...makeQueries(30), '"acid rain" coal', 'river -salmon', 'copper OR tin', '', '!?'];
const PATIENT_MS = 60_000;

const request = fc.record({
  queries: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...QUERIES).map((query) => [query]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...QUERIES), { minLength: 2, maxLength: 9 }) },
  ),
  mode: fc.constantFrom('hybrid', 'hybrid', 'dense', 'bm25'),
  k: fc.constantFrom(1, 10, 10, 99, 100, 400),
  offset: fc.constantFrom(0, 0, 0, 7),
  unit: fc.constantFrom('document', 'document', 'passage'),
  filter: fc.constantFrom(undefined, undefined, undefined, { excludeIds: ['d1', 'd5', 'd9'] }),
  exact: fc.constantFrom(undefined, true),
  snippet: fc.constantFrom({ tokens: 8 }, false),
  text: fc.constant(false),
  explain: fc.constantFrom(false, false, true),
});

// promise: serve/alone
describe.each([
  ['by the CPU', 'off', false],
  ['by the CPU through a graph', 'on', false],
  ['by a GPU', 'off', true],
] as const)('searches that wait together, answered %s', (_, graph, hasGpu) => {
  let served: GeneratedPool;
  beforeAll(async () => {
    served = await openGeneratedPool(graph, hasGpu ? fakeGpu() : null);
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  const keyOf = (query: string, mode: 'dense' | 'hybrid'): string =>
    canonicalRequestKey(
      served.pool.indexes[0].name,
      { queries: [query], mode, k: 10, offset: 0, unit: 'document', snippet: false, text: false, explain: false },
      false,
    );

  it('are answered as each is alone, in any mix of modes, units, filters and depths', async () => {
    const { pool, alone, device } = served;
    const { name } = pool.indexes[0];
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 24 }), async (drawn) => {
        const all = drawn as SearchRequest[];
        const bodies = await Promise.all(
          all.map(async (each) => {
            const key = canonicalRequestKey(name, each, each.queries.length > 1);
            const { body } = await pool.answer(key, { deadlineMs: PATIENT_MS, queries: 1 });
            return JSON.parse(Buffer.from(body).toString('utf8'));
          }),
        );
        for (const [i, each] of all.entries()) {
          const results = each.queries.length > 1 ? bodies[i].results : [bodies[i]];
          for (const [at, query] of each.queries.entries()) {
            const [expected] = await alone.search({ ...each, queries: [query] });
            expect(results[at].hits).toEqual(JSON.parse(JSON.stringify(expected.hits)));
          }
        }
      }),
      { numRuns: 25 },
    );
    expect(pool.workerRestarts).toBe(0);
    if (device === null) return;
    // How many wait together depends on the machine; that none ever do does not.
    const batchesOf30 = async (): Promise<number> => {
      const before = device.report;
      await Promise.all(
        makeQueries(30).map((query) => pool.answer(keyOf(query, 'hybrid'), { deadlineMs: PATIENT_MS, queries: 1 })),
      );
      expect(device.report.queries - before.queries).toBe(30);
      return device.report.batches - before.batches;
    };
    await expect.poll(batchesOf30, { timeout: 20_000 }).toBeLessThan(15);
    expect(device.report.leftToCpu).toBe(0);
  });

  it('are refused as one answer when they have more hits than fit one', async () => {
    const { pool } = served;
    const rows = 700;
    const queries = Array.from({ length: Math.ceil(MAX_RESPONSE_HITS / rows) }, () => QUERIES[0]);
    const request = completeSearch({ queries, mode: 'dense', k: rows, snippet: false, collapse: false });
    const key = canonicalRequestKey(pool.indexes[0].name, request, true);
    await expect(pool.answer(key, { deadlineMs: PATIENT_MS, queries: queries.length })).rejects.toMatchObject({
      code: 'RESPONSE_TOO_LARGE',
      facts: { maxHits: MAX_RESPONSE_HITS },
    });
  });

  it('fail neither for one that is refused nor for one that is late', async () => {
    const { pool } = served;
    const batch = QUERIES.slice(0, 8).map((query) => keyOf(query, 'hybrid'));
    const expected: Buffer[] = [];
    for (const key of batch)
      expected.push(Buffer.from((await pool.answer(key, { deadlineMs: PATIENT_MS, queries: 1 })).body));
    const unknown = canonicalRequestKey('no-such-index', JSON.parse('{"queries":["a"],"snippet":false}'), false);
    const [late, wrong, ...answers] = await Promise.allSettled([
      pool.answer(keyOf(QUERIES[9], 'dense'), { deadlineMs: 0, queries: 1 }),
      pool.answer(unknown, { deadlineMs: PATIENT_MS, queries: 1 }),
      ...batch.map((key) => pool.answer(key, { deadlineMs: PATIENT_MS, queries: 1 })),
    ]);
    expect(late).toMatchObject({ status: 'rejected', reason: { code: 'DEADLINE_EXCEEDED' } });
    expect(wrong).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining('no-such-index') } });
    for (const [i, answer] of answers.entries()) {
      if (answer.status === 'rejected') throw answer.reason;
      expect(Buffer.from(answer.value.body).equals(expected[i])).toBe(true);
    }
  });
});
