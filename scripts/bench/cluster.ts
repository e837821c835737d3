/**
 * Searches of an index against the same searches of a cluster that it was pushed to, and against the cluster's own `match`.
 *
 *   node dist/scripts/bench/cluster.js DIR opensearch:URL/NAME --prepare    puts the texts in for `match`, and measures nothing
 *   node dist/scripts/bench/cluster.js DIR opensearch:URL/NAME [opensearch:URL/OTHER …]
 *     [--topics queries.jsonl] [--queries 150] [--passes 3] [--seconds 8] [--out FILE]
 *
 * Several names are pushes of the same generation, with different similarities. Each query is asked in all ways one after the other,
 * so that all share what else goes on, and the fastest of its passes counts. Prints a list of tables for docs/performance/. Load, server and cluster share the machine.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parsePlainWords } from '../../src/analysis/query-syntax.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { readClusterAddress } from '../../src/cluster/cluster-address.ts';
import type { ClusterSimilarity } from '../../src/cluster/cluster-layout.ts';
import { termClause } from '../../src/cluster/exact-scores.ts';
import { type OpenClusterIndex, openClusterIndex } from '../../src/cluster/open-cluster-index.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { matchBody, putTexts } from './cluster/own-match.ts';
import { costPerPosting, countPostings, inMilliseconds, percentilesOf, perSecond } from './cluster/timing.ts';

const SEED = 2026;
const WARMING_QUERIES = 30;
const DENSE_QUERIES = 20;
const K = 10;
const AT_ONCE = 8;

interface Pushed {
  readonly name: string;
  readonly alias: string | null;
  readonly source: OpenClusterIndex['source'];
}

type Ways = Readonly<Record<string, (query: string) => Promise<unknown>>>;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prepare: { type: 'boolean', default: false },
    topics: { type: 'string' },
    queries: { type: 'string', default: '150' },
    passes: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const [directory, ...addresses] = positionals;
const { nodes, alias: first } = readClusterAddress(addresses[0]);
const own = `${first}-own-match`;
const cluster = await Cluster.open(nodes);
const index = openIndex(directory);
const searcher = await Searcher.open(index);
if (values.prepare) await prepare();
else await measure();
await searcher.close();
await cluster.close();

async function prepare(): Promise<void> {
  const began = performance.now();
  await putTexts(cluster, own, searcher);
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${index.manifest.counts.passages} texts in ${seconds.toFixed(1)} s\n`);
}

/** What gives the scores of a generation in the cluster. */
async function similarityOf(alias: string | null): Promise<ClusterSimilarity> {
  const found = (await cluster.request('GET', `/${alias}/_settings`, 'its settings')) as Readonly<
    Record<string, { settings: { index: { similarity: { impact: { type: string } } } } }>
  >;
  const [{ settings }] = Object.values(found);
  return settings.index.similarity.impact.type === 'scripted' ? 'script' : 'plugin';
}

/** The first of the topics, or else words of the collection itself. */
function chooseQueries(count: number): string[] {
  if (values.topics === undefined)
    return sampleQueries(searcher, analyzerOf(index.manifest), count, SEED).map(({ text }) => text);
  const lines = readFileSync(values.topics, 'utf8').split('\n').slice(0, count);
  return lines.filter((line) => line !== '').map((line) => (JSON.parse(line) as { text: string }).text);
}

async function measure(): Promise<void> {
  const { manifest } = index;
  const sampled = chooseQueries(Number(values.queries) + WARMING_QUERIES);
  const queries = sampled.slice(WARMING_QUERIES);
  const options = { mode: 'bm25', k: K } as const;
  const pushed: Pushed[] = [];
  for (const address of addresses) {
    const { alias } = readClusterAddress(address);
    const { source } = await openClusterIndex({ nodes, alias });
    pushed.push({ name: `cluster, same ranking, by its ${await similarityOf(alias)}`, alias, source });
  }
  const same: Ways = {
    'local index, one thread': (query) => searcher.rank(query, options),
    ...Object.fromEntries(
      pushed.map(({ name, source }) => [name, (query: string) => source.pipeline.rankIds(query, options)]),
    ),
  };
  const ways: Ways = {
    ...same,
    'cluster, its own match': (query) => cluster.request('POST', `/${own}/_search`, 'a search', matchBody(query, K)),
  };
  for (const query of sampled.slice(0, WARMING_QUERIES)) for (const way of Object.values(ways)) await way(query);
  const { times, different } = await timeAll(queries, ways, new Set(Object.keys(same)));
  const postings = queries.map((query) => countPostings(searcher, query));
  const rows: (string | number)[][] = [];
  for (const [name, way] of Object.entries(ways)) {
    const { p50, p95, p99 } = percentilesOf(times[name]);
    const atOnce = name.startsWith('local') ? 1 : AT_ONCE;
    const throughput = await perSecond(queries, way, atOnce, Number(values.seconds) * 1000);
    rows.push([name, p50, p95, p99, throughput, costPerPosting(postings, times[name])]);
  }
  const exhaustive = await measureExhaustive(pushed, queries, postings);
  const dense = await measureDense(pushed[0].source.pipeline, queries.slice(0, DENSE_QUERIES));
  const { passages, documents } = manifest.counts;
  const { cpu, cores, node } = describeMachine();
  const shared = {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}, cluster and load on it too`,
    at: new Date().toISOString(),
  };
  const tables = [
    {
      ...shared,
      title: `A cluster beside a local index: ${passages.toLocaleString('en')} passages, first ${K} documents by BM25`,
      heads: ['', 'p50 ms', 'p95 ms', 'p99 ms', 'searches/s', 'ns a posting'],
      rows,
      notes: [
        `${queries.length} ${values.topics === undefined ? 'queries in the words of the collection' : 'real questions'}, ${documents.toLocaleString('en')} documents, ${nodes.length} node, of ${values.passes} passes the fastest; the middle query has ${percentilesOf(postings).p50.toLocaleString('en')} postings. ${different} of the rankings of the cluster differ from those of the local index.`,
        `Searches a second with ${AT_ONCE} at once for the cluster, and one for the local index. Nanoseconds a posting: the slope of time over postings, by least squares; postings that are skipped count too.`,
      ],
    },
    { ...shared, ...exhaustive },
    ...(dense === null ? [] : [{ ...shared, ...dense }]),
  ];
  const text = `${JSON.stringify(tables, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  for (const { source } of pushed) await source.close();
}

/** Milliseconds of each way for each query, of the fastest pass; and the queries that some of the ways answer otherwise. */
async function timeAll(
  queries: readonly string[],
  ways: Ways,
  same: ReadonlySet<string>,
): Promise<{ times: Readonly<Record<string, number[]>>; different: number }> {
  const times = Object.fromEntries(
    Object.keys(ways).map((name) => [name, new Array<number>(queries.length).fill(Number.POSITIVE_INFINITY)]),
  );
  const different = new Set<string>();
  for (let pass = 0; pass < Number(values.passes); pass++) {
    for (const [i, query] of queries.entries()) {
      const answers = new Set<string>();
      for (const [name, way] of Object.entries(ways)) {
        let answer: unknown;
        const milliseconds = await inMilliseconds(async () => {
          answer = await way(query);
        });
        times[name][i] = Math.min(times[name][i], milliseconds);
        if (same.has(name)) answers.add(JSON.stringify(answer));
      }
      if (answers.size > 1) different.add(query);
    }
  }
  return { times, different: different.size };
}

/** One request each, of which every posting is scored: hits are counted, so that none may be skipped. */
async function measureExhaustive(
  pushed: readonly Pushed[],
  queries: readonly string[],
  postings: readonly number[],
): Promise<object> {
  const analyzer = analyzerOf(index.manifest);
  const counted = { size: K, _source: false, track_total_hits: true } as const;
  const scored = (alias: string | null) => (query: string) => {
    const should = parsePlainWords(query, analyzer).terms.map(({ term }) => termClause({ term, weight: 1 }));
    const body = { ...counted, query: { bool: { should, minimum_should_match: 1 } } };
    return cluster.request('POST', `/${alias}/_search`, 'a search', body);
  };
  const ways: Ways = {
    ...Object.fromEntries(pushed.map(({ name, alias }) => [name, scored(alias)])),
    'cluster, its own match': (query) =>
      cluster.request('POST', `/${own}/_search`, 'a search', { ...matchBody(query, K), ...counted }),
  };
  const { times } = await timeAll(queries, ways, new Set());
  return {
    title: `Every posting scored: ${index.manifest.counts.passages.toLocaleString('en')} passages, one request, hits counted`,
    heads: ['', 'p50 ms', 'p95 ms', 'ns a posting'],
    rows: Object.keys(ways).map((name) => {
      const { p50, p95 } = percentilesOf(times[name]);
      return [name, p50, p95, costPerPosting(postings, times[name])];
    }),
    notes: [`${queries.length} queries. Their postings are those of the table above.`],
  };
}

async function measureDense(pipeline: Searcher['pipeline'], queries: readonly string[]): Promise<object | null> {
  if (!searcher.modes.includes('dense')) return null;
  const options = { mode: 'dense', k: K } as const;
  const ways: Ways = {
    local: (query) => searcher.rank(query, options),
    far: (query) => pipeline.rankIds(query, options),
  };
  const { times, different } = await timeAll(queries, ways, new Set(Object.keys(ways)));
  const { passages } = index.manifest.counts;
  return {
    title: `A cluster beside a local index: ${passages.toLocaleString('en')} vectors of ${index.manifest.encoder?.dimensions}, all compared`,
    heads: ['', 'p50 ms', 'p95 ms'],
    rows: [
      ['local index, one thread', percentilesOf(times.local).p50, percentilesOf(times.local).p95],
      ['cluster, by script', percentilesOf(times.far).p50, percentilesOf(times.far).p95],
    ],
    notes: [
      `${queries.length} queries. ${different} of the rankings of the cluster differ from those of the local index.`,
    ],
  };
}
