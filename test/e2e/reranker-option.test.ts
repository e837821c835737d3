import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/library/ask.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { connectStdio } from '../support/mcp-clients.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MODEL = 'test/fixtures/models/small-cross-encoder';
const query = makeQueries(1)[0];
let directory: string;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(120), 'static', { name: 'shore' });
});

describe('the command line', () => {
  it('answers as the library does', async () => {
    const index = await openIndex(directory, { rerankers: [`cross-encoder:${MODEL}`] });
    const { hits } = await search(index, query, { k: 20, rerank: 'cross-encoder', rerankDepth: 15 });
    await index.close();
    const flags = ['--reranker', `cross-encoder:${MODEL}`, '--rerank', 'cross-encoder', '--rerank-depth', '15'];
    const { code, out, err } = runProgram(['search', directory, query, ...flags, '-k', '20', '--json']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).hits).toEqual(hits);
  });

  it('tells in one line what is not there', () => {
    const { code, err } = runProgram(['search', directory, query, '--reranker', 'cross-encoder:absent']);
    expect([code, err]).toEqual([1, expect.stringContaining('ENCODER_MISSING: there is no model in absent')]);
  });

  it('asks for no depth without a reranker', () => {
    const { code, err } = runProgram(['search', directory, query, '--rerank-depth', '5']);
    expect([code, err]).toEqual([2, expect.stringContaining('--rerank-depth says how many hits')]);
  });
});

describe('an evaluation', () => {
  it('ranks by the model at the depth that it was told, and names both in the run', async () => {
    const folder = temporaryFolder();
    const [topics, qrels, run] = ['queries.jsonl', 'qrels.tsv', 'out.run'].map((name) => join(folder, name));
    writeFileSync(topics, `${JSON.stringify({ _id: 'q1', text: query })}\n`);
    writeFileSync(qrels, 'query-id\tcorpus-id\tscore\nq1\td1\t1\n');
    const model = join(folder, 'model');
    cpSync(MODEL, model, { recursive: true });
    const asked = { rerankers: [`best=cross-encoder:${model}`], rerank: 'best', rerankDepth: 7, mode: 'bm25' } as const;
    const evaluation = await evaluate(directory, { topics, qrels, run, ...asked });
    expect(evaluation).toMatchObject({ rerank: 'best', rerankDepth: 7, judged: 1 });
    const files = ['--topics', topics, '--qrels', qrels, '--run', join(folder, 'again.run'), '--mode', 'bm25'];
    const flags = ['--reranker', `best=cross-encoder:${model}`, '--rerank', 'best', '--rerank-depth', '7', '--json'];
    const { code, out, err } = runProgram(['eval', directory, ...files, ...flags, '--quiet']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rerank: 'best', rerankDepth: 7, measures: { ...evaluation.measures } });
  });
});

describe('a server of MCP', () => {
  const model = ['--reranker', `cross-encoder:${MODEL}`];

  it('orders all that its tools search by the reranker that it was started with', async () => {
    const index = await openIndex(directory, { rerankers: [`cross-encoder:${MODEL}`] });
    const [plain, reranked] = await Promise.all(
      [{}, { rerank: 'cross-encoder', rerankDepth: 15 }].map((ranking) => search(index, query, { k: 10, ...ranking })),
    );
    await index.close();
    const idsOf = ({ hits }: { hits: readonly { id: string }[] }) => hits.map(({ id }) => id);
    expect(idsOf(plain)).not.toEqual(idsOf(reranked));
    const flags = [...model, '--rerank', 'cross-encoder', '--rerank-depth', '15'];
    await using client = await connectStdio('sdk 2', [directory, ...flags]);
    const { structuredContent } = await client.call('search', { query, k: 10 });
    expect(structuredContent.results.map(({ id }: { id: string }) => id)).toEqual(idsOf(reranked));
  });

  it('does not start with one that is not there', () => {
    const { code, err } = runProgram(['mcp', directory, ...model, '--rerank', 'best']);
    expect([code, err]).toEqual([2, expect.stringContaining('there is no reranker best')]);
  });
});

it('a measurement reranks in process and through the server', () => {
  const workload = ['--queries', '4', '--warm', '0', '--passes', '1', '--clients', '1', '--seconds', '0.5'];
  const asked = ['--modes', 'bm25', '--reranker', `cross-encoder:${MODEL}`, '--rerank', 'cross-encoder'];
  const words = ['bench', directory, ...workload, ...asked, '--rerank-depth', '3', '--workers', '1', '--quiet'];
  const { code, out, err } = runProgram([...words, '--json']);
  expect(code, err).toBe(0);
  const record = JSON.parse(out);
  expect(record.workload).toMatchObject({ rerank: 'cross-encoder', rerankDepth: 3 });
  const [level] = record.http.levels;
  expect([level.answered > 0, level.failed, level.statuses]).toEqual([true, 0, { 200: level.answered }]);
  expect(runProgram(['bench', directory, ...workload, '--no-http', '--rerank', 'best']).err).toContain(
    'there is no reranker best',
  );
});
