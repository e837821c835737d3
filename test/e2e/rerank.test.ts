import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalRequestKey } from '../../src/contract/request-key.ts';
import { type GeneratedPool, openGeneratedPool } from '../support/generated-pool.ts';
import { ARTICLES, HANDBOOK, runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a reranker that is named', () => {
  let served: GeneratedPool;
  const index = join(temporaryFolder(), 'handbook');
  beforeAll(async () => {
    const built = runProgram(['index', ARTICLES, '--out', index, '--encoder', 'none', '--quiet']);
    expect(built.code, built.err).toBe(0);
    served = await openGeneratedPool('off', null);
  });
  afterAll(() => served?.[Symbol.asyncDispose]());

  it('is looked for in the thread that ranks, and refused there', async () => {
    const asked = { queries: ['copper'], k: 3, offset: 0, unit: 'document', snippet: false } as const;
    const request = { ...asked, mode: 'bm25', text: false, explain: false, rerank: 'cross-encoder' } as const;
    const key = canonicalRequestKey(served.pool.indexes[0].name, request, false);
    // Twice, so that both wait together once and are read before their turn.
    const outcomes = await Promise.allSettled(
      [0, 1].map(() => served.pool.answer(key, { deadlineMs: 60_000, queries: 1 })),
    );
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'UNSUPPORTED',
          message: expect.stringMatching('^there is no reranker cross-encoder: .*--reranker cross-encoder:FOLDER'),
          facts: { field: 'rerank', value: 'cross-encoder', supported: ['none'] },
        },
      });
    }
  });

  it('is an option of search, refused with the names that there are', () => {
    const { code, err } = runProgram(['search', index, 'posting list', '--rerank', 'oracle']);
    expect([code, err]).toEqual([2, expect.stringContaining('UNSUPPORTED: there is no reranker oracle')]);
  });

  it('is an option of eval, and part of its report', () => {
    const files = ['--topics', join(HANDBOOK, 'queries.jsonl'), '--qrels', join(HANDBOOK, 'qrels.tsv')];
    const { code, out, err } = runProgram(['eval', index, ...files, '--rerank', 'none', '--json', '--quiet']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ mode: 'bm25', rerank: 'none' });
  });
});
