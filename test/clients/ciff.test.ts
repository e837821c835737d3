/**
 * What leaves an index as CIFF is ranked by engines of others as the index ranks it: PISA (through pyterrier-pisa) and bmp, both of
 * PyPI. Ties apart: engines order equal scores in their own way.
 */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { namedTerms } from '../../src/analysis/query-terms.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { exportCiff } from '../../src/library/export-ciff.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { ROOT } from '../support/program.ts';
import { sharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type Environment, pythonWith } from './support/python-clients.ts';

const INSTALL_MS = 900_000;
const FOLDER = join(ROOT, 'test', 'clients', 'ciff');
const K = 10;
const QUERIES = 200;
const run = promisify(execFile);

type Hits = (readonly [id: string, score: number])[];

let environment: Environment;
beforeAll(async () => {
  // Without what they depend on: the wheels ask for PyTerrier and a JVM, which their native modules do not need.
  environment = await pythonWith(join(FOLDER, 'requirements.txt'), ['--no-deps']);
}, INSTALL_MS);

async function rankBoth(folder: string, directory: string, bits: number | undefined, texts: readonly string[]) {
  const ciff = join(folder, `of-${bits}.ciff`);
  exportCiff(openIndex(directory), ciff, { bits });
  const given = join(folder, `given-${bits}`);
  await buildIndex({ inputs: [ciff], directory: given, ranking: 'impacts', threads: 1 });
  const searcher = await Searcher.open(openIndex(given));
  const analyzer = createAnalyzer('english');
  const known = (term: string) => searcher.view.postings.some(({ terms }) => terms.find(term) >= 0);
  const queries = texts.map((text) => {
    const counts: Record<string, number> = {};
    for (const { term } of namedTerms(text, analyzer))
      if (known(term)) counts[term] = bits === 8 ? 1 : (counts[term] ?? 0) + 1;
    return counts;
  });
  const ours: Hits[] = [];
  for (const counts of queries) {
    const words = Object.entries(counts).flatMap(([term, count]) => Array<string>(count).fill(term));
    const hits = await searcher.rank(words.join(' '), { mode: 'bm25', k: K + 30, syntax: 'plain' });
    ours.push(hits.map(({ id, score }) => [id, score] as const));
  }
  await searcher.close();
  const asked = join(folder, `queries-${bits}.json`);
  writeFileSync(asked, JSON.stringify(queries));
  const { python } = environment as { python: string };
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', WITHOUT_BMP: bits === 8 ? '0' : '1' };
  const args = [join(FOLDER, 'engines.py'), ciff, asked, String(K), temporaryFolder()];
  const { stdout } = await run(python, args, { env, maxBuffer: 1 << 28 });
  const theirs = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, Hits[]>;
  return { ours, theirs };
}

/** bmp gives the weights of a query five bits: one of equal weights counts each term so often. */
const BMP_WEIGHT = 32;

/** The scores in order, and the ids of all hits that are better than the last, or of all where there are fewer than K. */
function comparable(hits: Hits, unit = 1): { scores: number[]; sure: string[] } {
  const top = hits.slice(0, K);
  const last = top.length < K ? -1 : top[K - 1][1];
  const sure = top.filter(([, score]) => score > last).map(([id]) => id);
  return { scores: top.map(([, score]) => score / unit), sure: sure.sort() };
}

function readJsonLines(path: string): { text: string }[] {
  const text = gunzipSync(readFileSync(path)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string });
}

const scifact = sharedData('scifact');

describe.skipIf(scifact === null)('scifact (../shared/data), exported as CIFF', () => {
  const folder = temporaryFolder();
  const directory = join(folder, 'index');
  beforeAll(async () => {
    const inputs = [join(scifact as string, 'corpus.jsonl.gz')];
    await buildIndex({ inputs, directory, ranking: 'bm25', encoder: 'none' });
  }, 120_000);

  it.each([
    ['impacts as they are, by PISA', undefined, ['pisa']],
    ['impacts of eight bits, by PISA and bmp', 8, ['bmp', 'pisa']],
  ] as const)(`is ranked as we rank it, for ${QUERIES} queries: %s`, async (_, bits, engines) => {
    const texts = readJsonLines(join(scifact as string, 'queries.jsonl.gz'))
      .slice(0, QUERIES)
      .map(({ text }) => text);
    if ('missing' in environment) throw new Error(environment.missing);
    const { ours, theirs } = await rankBoth(folder, directory, bits, texts);
    expect(Object.keys(theirs).sort()).toEqual(engines);
    for (const engine of engines) {
      const unit = engine === 'bmp' ? BMP_WEIGHT : 1;
      const found = theirs[engine].map((hits) => comparable(hits, unit));
      expect(found, engine).toEqual(ours.map((hits) => comparable(hits)));
    }
  });
});
