import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readQrels } from '../../src/evaluation/qrels-file.ts';
import { runProgram } from '../support/program.ts';
import { sharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const CANARY = 'CANARY GUID test:11111111-2222-3333-4444-555555555555';
const hotpot = sharedData('hotpotqa-500');
const HOTPOT = hotpot ?? '';
/** Questions whose answer an agent of the test gets right. */
const RIGHT = 200;

interface Row {
  readonly _id: string;
  readonly text: string;
  readonly title?: string;
}

/** As BrowseComp-Plus publishes its rows. */
function obfuscate(text: string): string {
  const key = createHash('sha256').update(CANARY).digest();
  return Buffer.from(Buffer.from(text).map((byte, i) => byte ^ key[i % key.length])).toString('base64');
}

const rowsOf = (file: string): Row[] =>
  gunzipSync(readFileSync(join(HOTPOT, file)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const linesOf = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('stillweb browsecomp', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const browse = (...flags: string[]) => runProgram(['browsecomp', '--quiet', ...flags]);

  it.skipIf(hotpot === null)(
    'goes from the files of a benchmark to a scored run and a scored agent in one command',
    async () => {
      const corpus = rowsOf('corpus.jsonl.gz');
      const titles = new Map(corpus.map(({ _id, title = '' }) => [_id, title]));
      const qrels = await readQrels(join(HOTPOT, 'qrels.tsv'));
      const questions = rowsOf('queries.jsonl.gz').map(({ _id, text }) => {
        const evidence = [...qrels.get(_id)!.keys()];
        return { id: _id, text, evidence, answer: titles.get(evidence[0])! };
      });
      writeFileSync(
        at('corpus.jsonl'),
        linesOf(
          corpus.map(({ _id, title, text }) => ({
            docid: _id,
            url: `https://example.org/${_id}`,
            text: `${title}\n${text}`,
          })),
        ),
      );
      const documents = (ids: readonly string[]) =>
        ids.map((docid) => ({ docid, url: obfuscate(`https://example.org/${docid}`) }));
      writeFileSync(
        at('rows.jsonl'),
        linesOf(
          questions.map(({ id, text, answer, evidence }) => ({
            ...{ query_id: id, query: obfuscate(text), answer: obfuscate(answer) },
            ...{ evidence_docs: documents(evidence), gold_docs: documents(evidence.slice(0, 1)), negative_docs: [] },
          })),
        ),
      );
      mkdirSync(at('agent'));
      for (const [i, { id, answer, evidence }] of questions.entries()) {
        const said = i < RIGHT ? answer : 'nothing of the kind';
        const output = `Explanation: it follows from [${evidence[0]}] and [99999].\nExact Answer: ${said}\nConfidence: ${i < RIGHT ? 90 : 20}%`;
        const run = {
          query_id: id,
          status: 'completed',
          tool_call_counts: { search: 3, get_document: i % 2 },
          retrieved_docids: evidence.slice(0, 1),
          result: [
            { type: 'tool_call', output: null },
            { type: 'output_text', output },
          ],
        };
        writeFileSync(at(`agent/run_${String(i).padStart(3, '0')}.json`), JSON.stringify(run, null, 2));
      }
      const flags = [
        '--questions',
        at('rows.jsonl'),
        '--canary',
        CANARY,
        '--corpus',
        at('corpus.jsonl'),
        '--encoder',
        'none',
      ];
      const ran = browse(...flags, '--runs', at('agent'), '--out', at('out'), '--json');
      expect(ran.code, ran.err).toBe(0);
      const { retrieval, agents, judge } = JSON.parse(ran.out);
      expect(judge).toBeNull();
      expect(retrieval).toMatchObject({ topics: 500, judged: 500, missingDocuments: 0, mode: 'bm25' });
      expect(Object.keys(retrieval.evidence)).toEqual(['R@5', 'R@100', 'R@1000', 'nDCG@10']);
      // The same collection as BEIR files measures 0.80: docs/retrieval-quality.md.
      expect(retrieval.evidence['nDCG@10']).toBeGreaterThan(0.7);
      expect(retrieval.evidence['R@100']).toBeGreaterThan(0.95);
      expect(agents).toMatchObject({
        ...{ questions: 500, missing: 0, incomplete: 0, evidenceRecall: 0.5 },
        callsPerRun: { get_document: 0.5, search: 3 },
        citations: { coverage: 1, perResponse: 2, precision: 0.5, recall: 0.5 },
      });
      expect(agents.accuracy).toEqual({
        judge: null,
        exactMatch: RIGHT / 500,
        contains: expect.closeTo(RIGHT / 500, 2),
      });
      // Three bins of 20 % that are hardly right, two of 90 % that are: the last of them counts, as it would not in the published script.
      expect(agents.calibration.error).toBeCloseTo(Math.sqrt(0.6 * 20 ** 2 + 0.4 * 10 ** 2), 0);
      expect(agents.calibration.asPublished).toBeCloseTo(Math.sqrt(0.6 * 20 ** 2 + 0.2 * 10 ** 2), 0);
      const beside = runProgram([
        ...[
          'eval',
          at('out/index'),
          '--topics',
          at('rows.jsonl'),
          '--qrels',
          at('rows.jsonl'),
          '--canary',
          CANARY,
          '--quiet',
        ],
        ...['--relevant', 'gold_docs', '--measures', 'R@5,R@100,R@1000,nDCG@10', '--json'],
      ]);
      expect(retrieval.gold).toEqual(JSON.parse(beside.out).measures);
      expect(JSON.parse(readFileSync(at('out/report.json'), 'utf8'))).toEqual(JSON.parse(ran.out));
      for (const file of ['retrieval.run', 'retrieval.jsonl', 'agents.jsonl', 'report.json']) {
        expect(readFileSync(at(`out/${file}`), 'utf8').includes('CANARY'), file).toBe(false);
      }
    },
    60_000,
  );

  describe('with the runs of an agent', () => {
    const rows = [
      {
        query_id: 1,
        query: 'Which lighthouse?',
        answer: 'The Eddystone',
        evidence_docs: [{ docid: '11' }, { docid: '12' }],
      },
      { query_id: 2, query: 'Which harbour?', answer: 'Fowey', evidence_docs: [{ docid: '21' }] },
      { query_id: 3, query: 'Which castle?', answer: 'Restormel', evidence_docs: [{ docid: '31' }] },
    ];
    const runs = [
      {
        query_id: 1,
        status: 'completed',
        tool_call_counts: { search: 4 },
        retrieved_docids: [11, '13'],
        result: [{ type: 'output_text', output: 'It is Eddystone [11, 13].\nConfidence: 80' }],
      },
      { query_id: 2, status: 'failed', tool_call_counts: { search: 2 }, retrieved_docids: [], result: [] },
    ];

    it('counts a question without a run, and a run without a response, as not answered', () => {
      writeFileSync(at('few.jsonl'), linesOf(rows));
      writeFileSync(at('runs.jsonl'), linesOf(runs));
      const ran = browse('--questions', at('few.jsonl'), '--runs', at('runs.jsonl'), '--json');
      expect(ran.code, ran.err).toBe(0);
      const { agents, retrieval } = JSON.parse(ran.out);
      expect(retrieval).toBeUndefined();
      expect(agents).toMatchObject({
        ...{ questions: 3, missing: 1, incomplete: 1, evidenceRecall: 0.5 / 3, callsPerRun: { search: 3 } },
        accuracy: { judge: null, exactMatch: 0, contains: 1 / 3 },
        citations: { coverage: 0.5, perResponse: 2, precision: 0.5, recall: 0.5 },
        calibration: { by: 'contains', answers: 1, withoutConfidence: 0, error: 20, asPublished: null },
      });
    });

    it.each<[string, string[], string, number]>([
      ['nothing to score', ['--questions', at('few.jsonl')], 'nothing is to be scored', 2],
      ['a corpus without a place for its index', ['--questions', at('few.jsonl'), '--corpus', 'c'], 'name a folder', 2],
      ['runs that are none', ['--questions', at('few.jsonl'), '--runs', at('few.jsonl')], 'AGENT_RUN_INVALID', 2],
    ])('refuses %s', (_what, flags, message, code) => {
      expect(browse(...flags)).toMatchObject({ code, err: expect.stringContaining(message) });
    });
  });
});
