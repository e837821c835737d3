/**
 * Searches of given impacts against BM25 at equal postings: an index of ranking `bm25` is exported as CIFF, built anew from that, and both
 * are asked the same terms in turn.
 *
 *   node dist/scripts/bench/given-impacts.js CORPUS QUERIES [--k 10] [--passes 9] [--out FILE]
 *
 * CORPUS and QUERIES are JSON Lines as of a BEIR set. Times are the fastest of all passes for each query, then means and percentiles
 * over queries: of the leg alone, from terms to passages, and of the whole ranking, from the text to ids. Prints the table that docs/performance keeps.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { buildIndex } from '../../src/library/build-index.ts';
import { exportCiff } from '../../src/library/export-ciff.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openBm25 } from '../../src/retrieval/stillweb-legs.ts';
import { openIndex } from '../../src/store/open.ts';

interface Side {
  readonly searcher: Searcher;
  /** Of each query, as this index is asked for it. */
  readonly texts: readonly string[];
  readonly leg: number[];
  readonly ranking: number[];
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      k: { type: 'string', default: '10' },
      passes: { type: 'string', default: '9' },
      out: { type: 'string' },
    },
  });
  const [corpus, queries] = positionals;
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-given-'));
  try {
    const record = await measure(folder, corpus, queries, Number(values.k), Number(values.passes));
    const text = `${JSON.stringify(record, null, 1)}\n`;
    if (values.out === undefined) process.stdout.write(text);
    else writeFileSync(values.out, text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  folder: string,
  corpus: string,
  queriesPath: string,
  k: number,
  passes: number,
): Promise<object> {
  const [formula, ciff, given] = ['bm25', 'index.ciff', 'given'].map((name) => join(folder, name));
  await buildIndex({ inputs: [corpus], directory: formula, ranking: 'bm25', encoder: 'none', passages: 'whole' });
  const exporting = performance.now();
  exportCiff(openIndex(formula), ciff);
  const importing = performance.now();
  await buildIndex({ inputs: [ciff], directory: given, ranking: 'impacts' });
  const built = performance.now();
  const lines = gunzipSync(readFileSync(queriesPath)).toString().trimEnd().split('\n');
  const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
  const first = await Searcher.open(openIndex(formula));
  const asked = await first.pipeline.read({ queries: texts, mode: 'bm25', k, offset: 0, unit: 'document' }, 'plain');
  const terms = asked.queries.map(({ parsed }) => parsed.terms);
  const words = terms.map((each) => each.flatMap(({ term, weight }) => Array<string>(weight).fill(term)).join(' '));
  const second = await Searcher.open(openIndex(given));
  const sides: Record<string, Side> = {
    bm25: { searcher: first, texts, leg: [], ranking: [] },
    impacts: { searcher: second, texts: words, leg: [], ranking: [] },
  };
  let differing = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const [query] of texts.entries()) {
      const found: string[] = [];
      for (const side of Object.values(sides)) {
        const leg = legOf(side.searcher);
        const start = performance.now();
        leg.retrieve({ terms: terms[query], vector: null }, { depth: k, unit: 'document', accept: null });
        const between = performance.now();
        const hits = await side.searcher.rank(side.texts[query], { k, mode: 'bm25', syntax: 'plain' });
        const end = performance.now();
        side.leg[query] = Math.min(side.leg[query] ?? Number.POSITIVE_INFINITY, between - start);
        side.ranking[query] = Math.min(side.ranking[query] ?? Number.POSITIVE_INFINITY, end - between);
        found.push(JSON.stringify(hits.map(({ id, score }) => [id, score])));
      }
      if (pass === 0 && found[0] !== found[1]) differing++;
    }
  }
  const { counts } = first.view.index.manifest;
  const { documents, postings } = counts;
  for (const { searcher } of Object.values(sides)) await searcher.close();
  const { cpu, cores, node } = describeMachine();
  const exported = seconds(importing - exporting);
  return {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    at: new Date().toISOString(),
    title: `Given impacts against BM25 at equal postings: ${documents} documents, ${postings} postings, ${texts.length} queries, k ${k}`,
    heads: ['', 'mean, µs', 'p50, µs', 'p95, µs'],
    rows: [...rowsOf('from terms to passages', sides, 'leg'), ...rowsOf('from the text to ids', sides, 'ranking')],
    notes: [
      `In process, one thread, both asked in turn; for each query the fastest of ${passes} passes. Rankings that differ: ${differing}. The CIFF of the index has ${statSync(ciff).size} bytes, was written in ${exported} s, and built into an index in ${seconds(built - importing)} s. scripts/bench/given-impacts.ts`,
    ],
  };
}

const legs = new Map<Searcher, ReturnType<typeof openBm25>>();

function legOf(searcher: Searcher): ReturnType<typeof openBm25> {
  const leg = legs.get(searcher) ?? openBm25(searcher.view);
  legs.set(searcher, leg);
  return leg;
}

function rowsOf(what: string, sides: Record<string, Side>, times: 'leg' | 'ranking'): (string | number)[][] {
  const rows = Object.entries(sides).map(([name, side]) => {
    const sorted = side[times].toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] * 1000);
    return [`${name}, ${what}`, Math.round(mean(sorted) * 1000), at(0.5), at(0.95)];
  });
  return [...rows, [`impacts / bm25, ${what}`, ratio(sides.impacts[times], sides.bm25[times]), '', '']];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ratio(these: readonly number[], those: readonly number[]): number {
  return Number((mean(these) / mean(those)).toFixed(3));
}

function seconds(milliseconds: number): number {
  return Number((milliseconds / 1000).toFixed(2));
}

await run();
