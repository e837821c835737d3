import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/library/ask.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
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
