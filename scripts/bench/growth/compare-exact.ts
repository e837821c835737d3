import type { Analyzer } from '../../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { classifyQuery, countTerms, summarizeClasses } from '../../../src/benchmark/query-class.ts';
import { readTopics } from '../../../src/evaluation/topic-file.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';

/**
 * A process of its own: how long hybrid searches take that compare every vector, and how many of the ten nearest passages
 * the graphs or cells of the index find. Prints one line of JSON.
 *
 *   node compare-exact.js INDEX TOPICS QUERIES SECONDS
 */
export interface ExactComparison {
  /** Milliseconds of a hybrid search that compares every vector. */
  readonly exact: { readonly p50: number; readonly p99: number };
  /** Of the nearest passages of the queries, as comparing every vector finds them: how many those found. */
  readonly recall: { readonly found: number; readonly of: number };
}

const PASSES = 3;
const K = 10;

const [directory, topicFile, count, seconds] = process.argv.slice(2);
const searcher = await Searcher.open(openIndex(directory));
const analyzer = createAnalyzer(searcher.view.index.manifest.analyzer.name as Analyzer['name']);
const topics = (await readTopics(topicFile)).slice(0, Number(count));
const classes = topics.map(({ text }) => classifyQuery(countTerms(text, analyzer)));

let found = 0;
let of = 0;
for (const { text } of topics) {
  const options = { mode: 'dense', unit: 'passage', k: K } as const;
  const placesOf = (hits: readonly { readonly id: string; readonly score: number }[]) =>
    hits.map(({ id, score }) => `${score} ${id}`);
  const nearest = new Set(placesOf(await searcher.rank(text, { ...options, exact: true })));
  found += placesOf(await searcher.rank(text, options)).filter((place) => nearest.has(place)).length;
  of += nearest.size;
}

const endMs = performance.now() + Number(seconds) * 1000;
const times: number[][] = [];
// At least one pass; more while there is time.
while (times.length < PASSES && (times.length === 0 || performance.now() < endMs)) {
  const pass: number[] = [];
  for (const { text } of topics) {
    const startMs = performance.now();
    await searcher.rank(text, { mode: 'hybrid', k: K, exact: true });
    pass.push(performance.now() - startMs);
  }
  times.push(pass);
}
searcher.close();
const { p50, p99 } = summarizeClasses(classes, times).all?.best ?? { p50: 0, p99: 0 };
const comparison: ExactComparison = { exact: { p50, p99 }, recall: { found, of } };
process.stdout.write(`${JSON.stringify(comparison)}\n`);
