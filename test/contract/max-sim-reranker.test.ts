import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hit, SearchRequest } from '../../src/contract/search.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { maxSim } from '../../src/retrieval/max-sim.ts';
import { MaxSimReranker } from '../../src/retrieval/max-sim-reranker.ts';
import { describeRerankers } from '../../src/retrieval/named-rerankers.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTokenFolder } from '../support/token-folder.ts';
import { rerankerContract } from './reranker.ts';

const DIMENSIONS = 8;
const queries = makeQueries(3);
const random = xorshift32(7);
/** Few different ones, so that some scores are equal. */
const makeTokens = (count: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: DIMENSIONS }, () => (random() % 3) - 1));

/** Every other document has vectors of its passages, the rest one list for all of them. */
const passages = new Map<string, number[][]>();
for (let i = 0; i < 200; i++) {
  if (i % 2 === 0) passages.set(`d${i}`, makeTokens(3));
  else for (let number = 0; number < 12; number++) passages.set(`d${i}#${number}`, makeTokens(1 + (number % 3)));
}
const asked = new Map([...queries, 'copper river'].map((query) => [query, makeTokens(4)]));
const folder = writeTokenFolder(passages, asked);
const rerankers = await describeRerankers([`maxsim:${folder}?depth=12`]);
const REQUEST = { k: 60, offset: 0, unit: 'passage', snippet: false, text: false, explain: true } as const;

let directory: string;
let searcher: Searcher;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(200));
  searcher = await Searcher.open(openIndex(directory, { rerankers }));
});
afterAll(() => searcher?.close());

rerankerContract(new MaxSimReranker(rerankers[0]), async () => ({ pipeline: searcher.pipeline, queries }));

const search = async (query: string, changes: Partial<SearchRequest> = {}): Promise<readonly Hit[]> =>
  (await searcher.search({ ...REQUEST, rerank: 'maxsim', ...changes, queries: [query] }))[0].hits;

describe('late interaction over recorded vectors', () => {
  it('orders by whole numbers of those vectors, equal ones as before', async () => {
    let ties = 0;
    for (const query of queries) {
      const fused = await search(query, { rerank: undefined });
      const expected = fused
        .slice(0, 40)
        .map(({ id, passage }) => {
          const said = passages.get(passage!.id) ?? passages.get(id)!;
          const flat = (rows: readonly number[][]) => Int8Array.from(rows.flat());
          return { passage: passage!.id, score: maxSim(flat(asked.get(query)!), flat(said), DIMENSIONS) };
        })
        .toSorted((a, b) => b.score - a.score);
      for (const [i, { score }] of expected.entries()) if (i > 0 && score === expected[i - 1].score) ties++;
      const hits = await search(query, { rerankDepth: 40 });
      expect(hits.slice(0, 40).map(({ passage, score }) => ({ passage: passage!.id, score }))).toEqual(expected);
    }
    expect(ties).toBeGreaterThan(0);
  });

  it('refuses a query that was not recorded, and a passage, and says which', async () => {
    await expect(search('copper')).rejects.toMatchObject({ code: 'UNSUPPORTED', facts: { unrecorded: 'copper' } });
    const few = new Map([...passages].filter(([id]) => !id.startsWith('d1')));
    const lacking = await describeRerankers([`maxsim:${writeTokenFolder(few, asked)}`]);
    const other = await Searcher.open(openIndex(directory, { rerankers: lacking }));
    await expect(other.search({ ...REQUEST, queries, rerank: 'maxsim' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('no recorded vectors of a passage'),
      facts: { unrecorded: expect.stringMatching(/^d1\d*#\d+$/) },
    });
    await other.close();
  });

  it('gives the whole order or an error, wherever it is told to give up', async () => {
    const late = new Error('late');
    let calls = 0;
    const giveUpAt = (last: number) => () => {
      if (++calls === last) throw late;
    };
    for (const last of [1, 6, 13]) {
      calls = 0;
      const request = { ...REQUEST, queries: [queries[0]], mode: 'bm25', rerank: 'maxsim' } as const;
      await expect(searcher.search(request, giveUpAt(last))).rejects.toBe(late);
    }
  });

  it('ranks by no other vectors than those that were described', async () => {
    const changed = writeTokenFolder(passages, asked);
    const named = await describeRerankers([`maxsim:${changed}`]);
    appendFileSync(join(changed, 'queries.jsonl'), '\n');
    const other = await Searcher.open(openIndex(directory, { rerankers: named }));
    await expect(other.search({ ...REQUEST, queries, rerank: 'maxsim' })).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
    });
    await other.close();
  });

  it('names the files that a folder lacks', async () => {
    const part = join(temporaryFolder(), 'part');
    cpSync(folder, part, { recursive: true });
    rmSync(join(part, 'queries.jsonl'));
    await expect(describeRerankers([`maxsim:${part}`])).rejects.toMatchObject({
      code: 'ENCODER_MISSING',
      message: `there are no token vectors in ${part}: queries.jsonl is not there`,
      facts: { kind: 'maxsim', folder: part, files: ['queries.jsonl'] },
    });
  });

  it.each([
    ['maxsim', 'UNSUPPORTED', 'takes the folder of token vectors'],
    [
      'maxsim:absent',
      'ENCODER_MISSING',
      'there are no token vectors in absent: passages.npy, passages.jsonl, queries.npy, queries.jsonl are not there',
    ],
    [`maxsim:${folder}?tokens=3`, 'SETTING_INVALID', 'know no "tokens"'],
  ])('is refused as a setting: %s by %s', async (spec, code, words) => {
    await expect(describeRerankers([spec])).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
