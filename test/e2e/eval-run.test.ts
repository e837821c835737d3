import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateRankings } from '../../src/evaluation/measures.ts';
import { readQrels } from '../../src/evaluation/qrels-file.ts';
import { readRun } from '../../src/evaluation/run-file.ts';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { orderAsTrecEval } from '../../src/evaluation/trec-order.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENTS = 600;
const TEXTS = ['page not found', 'page of a lantern', 'the harbour and its castle'];
const TOPICS = ['page not found', 'harbour lantern'];

// promise: evaluation/run-order
describe('the run of an evaluation with hundreds of equal scores', () => {
  const folder = temporaryFolder();
  const [corpus, topics, qrels, index] = ['corpus.jsonl', 'topics.tsv', 'qrels.tsv', 'index'].map((name) =>
    join(folder, name),
  );
  let searcher: Searcher;
  beforeAll(async () => {
    const documents = Array.from({ length: DOCUMENTS }, (_, i) => ({
      _id: `d${i}`,
      text: TEXTS[i % 20 < 18 ? 0 : i % 3],
    }));
    writeFileSync(corpus, documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
    writeFileSync(topics, TOPICS.map((text, i) => `q${i}\t${text}\n`).join(''));
    const judged = Array.from({ length: 60 }, (_, i) => `q${i % 2}\td${(i * 37) % DOCUMENTS}\t${1 + (i % 3)}\n`);
    writeFileSync(qrels, `query-id\tcorpus-id\tscore\n${judged.join('')}`);
    const built = runProgram(['index', corpus, '--out', index, '--hnsw', 'on', '--quiet']);
    expect(built.code, built.err).toBe(0);
    searcher = await Searcher.open(openIndex(index));
  });
  afterAll(() => searcher.close());

  it.each(['hybrid', 'bm25', 'dense'] as const)(
    'is sorted by trec_eval into the order of a search, in mode %s',
    async (mode) => {
      const path = join(folder, `${mode}.run`);
      const flags = ['--topics', topics, '--qrels', qrels, '--mode', mode, '--run', path, '--json', '--quiet'];
      const ran = runProgram(['eval', index, ...flags]);
      expect(ran.code, ran.err).toBe(0);
      const { run } = await readRun(path);
      const sorted = new Map(Array.from(run, ([id, rows]) => [id, orderAsTrecEval(rows)]));
      for (const { id, text } of await readTopics(topics)) {
        const served = await searcher.rank(text, { mode, k: 1000, syntax: 'plain' });
        expect(served.length).toBeGreaterThan(20);
        expect(sorted.get(id)).toEqual(served.map((hit) => hit.id));
        // The scores of record would be sorted into another.
        expect(orderAsTrecEval(served)).not.toEqual(served.map((hit) => hit.id));
      }
      const { means } = evaluateRankings([...sorted.keys()], await readQrels(qrels), sorted);
      expect(JSON.parse(ran.out).measures).toEqual(means);
    },
  );
});
