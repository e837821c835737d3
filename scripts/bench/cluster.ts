/**
 * Searches of an index against the same searches of a cluster that it was pushed to, and against the cluster's own `match`.
 *
 *   node dist/scripts/bench/cluster.js DIR opensearch:URL/NAME --prepare    puts the texts in for `match`, and measures nothing
 *   node dist/scripts/bench/cluster.js DIR opensearch:URL/NAME [--queries 150] [--seconds 8] [--out FILE]
 *
 * Each query is asked in all ways one after the other, so that all share what else goes on. Prints a list of tables for docs/performance/.
 * Load, server and cluster share the machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { readClusterAddress } from '../../src/cluster/cluster-address.ts';
import { openClusterIndex } from '../../src/cluster/open-cluster-index.ts';
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

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    prepare: { type: 'boolean', default: false },
    queries: { type: 'string', default: '150' },
    seconds: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const [directory, address] = positionals;
const { nodes, alias } = readClusterAddress(address);
const own = `${alias}-own-match`;
const cluster = await Cluster.open(nodes);
const index = openIndex(directory);
const searcher = await Searcher.open(index);
if (values.prepare) await putTexts(cluster, own, searcher);
else await measure();
await searcher.close();
await cluster.close();

async function measure(): Promise<void> {
  const { source } = await openClusterIndex({ nodes, alias });
  const { manifest } = index;
  const sampled = sampleQueries(searcher, analyzerOf(manifest), Number(values.queries) + WARMING_QUERIES, SEED).map(
    ({ text }) => text,
  );
  const queries = sampled.slice(WARMING_QUERIES);
  const options = { mode: 'bm25', k: K } as const;
  const ways: Readonly<Record<string, (query: string) => Promise<unknown>>> = {
    'local index, one thread': (query) => searcher.rank(query, options),
    'cluster, same ranking': (query) => source.pipeline.rankIds(query, options),
    'cluster, its own match': (query) => cluster.request('POST', `/${own}/_search`, 'a search', matchBody(query, K)),
  };
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (const query of sampled.slice(0, WARMING_QUERIES)) for (const way of Object.values(ways)) await way(query);
  let different = 0;
  for (const query of queries) {
    for (const [name, way] of Object.entries(ways)) times[name].push(await inMilliseconds(() => way(query)));
    const [ours, theirs] = [await searcher.rank(query, options), await source.pipeline.rankIds(query, options)];
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different++;
  }
  const postings = queries.map((query) => countPostings(searcher, query));
  const rows: (string | number)[][] = [];
  for (const [name, way] of Object.entries(ways)) {
    const { p50, p95, p99 } = percentilesOf(times[name]);
    const throughput = await perSecond(
      queries,
      way,
      name.startsWith('local') ? 1 : AT_ONCE,
      Number(values.seconds) * 1000,
    );
    rows.push([name, p50, p95, p99, throughput, costPerPosting(postings, times[name])]);
  }
  const dense = await measureDense(source.pipeline, queries.slice(0, DENSE_QUERIES));
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
        `${queries.length} queries in the words of ${documents.toLocaleString('en')} documents, ${nodes.length} node, the middle query has ${percentilesOf(postings).p50} postings. ${different} of the rankings of the cluster differ from those of the local index.`,
        `Searches a second with ${AT_ONCE} at once for the cluster, and one for the local index. Nanoseconds a posting: the slope of time over postings, by least squares.`,
      ],
    },
    ...(dense === null ? [] : [{ ...shared, ...dense }]),
  ];
  const text = `${JSON.stringify(tables, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
  await source.close();
}

async function measureDense(pipeline: Searcher['pipeline'], queries: readonly string[]): Promise<object | null> {
  if (!searcher.modes.includes('dense')) return null;
  const options = { mode: 'dense', k: K } as const;
  const [local, far]: [number[], number[]] = [[], []];
  let different = 0;
  for (const query of queries) {
    let [ours, theirs]: unknown[] = [];
    local.push(await inMilliseconds(async () => (ours = await searcher.rank(query, options))));
    far.push(await inMilliseconds(async () => (theirs = await pipeline.rankIds(query, options))));
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) different++;
  }
  const { passages } = index.manifest.counts;
  return {
    title: `A cluster beside a local index: ${passages.toLocaleString('en')} vectors of ${index.manifest.encoder?.dimensions}, all compared`,
    heads: ['', 'p50 ms', 'p95 ms'],
    rows: [
      ['local index, one thread', percentilesOf(local).p50, percentilesOf(local).p95],
      ['cluster, by script', percentilesOf(far).p50, percentilesOf(far).p95],
    ],
    notes: [
      `${queries.length} queries. ${different} of the rankings of the cluster differ from those of the local index.`,
    ],
  };
}
