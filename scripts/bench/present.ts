import { parseArgs } from 'node:util';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import type { JsonWriter } from '../../src/bytes/json-writer.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import type { Searcher } from '../../src/retrieval/searcher.ts';
import { fastestInTurn, loadFrom, openSearcher, THIS_BUILD } from './two-builds.ts';

/**
 * What a change of snippets costs: two builds of this program present the same pages of the same index, in turn, in one
 * process, twenty queries each, so what else the machine does meets both alike.
 *
 *   node dist/scripts/bench/present.js INDEX --before DIST [--after DIST] [--queries 400] [--passes 15] [--ways write,present,search]
 *
 * DIST is the `dist` of a build. Three ways: `write` is a page of ten hits as JSON, its passages known (what a server
 * does); `present` the same as objects, its passages read anew; `search` a whole search in mode bm25 with `present`. The
 * figures are sums over the queries of the fastest pass, in microseconds a query.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    before: { type: 'string' },
    after: { type: 'string', default: THIS_BUILD },
    queries: { type: 'string', default: '400' },
    passes: { type: 'string', default: '15' },
    seed: { type: 'string', default: '7' },
    ways: { type: 'string', default: 'write,present,search' },
  },
});
const [directory] = positionals;
if (directory === undefined || values.before === undefined) throw new TypeError('give an index and --before DIST');

type Way = 'write' | 'present' | 'search';
const WAYS: readonly Way[] = ['write', 'present', 'search'];

interface Build {
  readonly searcher: Searcher;
  readonly out: JsonWriter;
}

async function load(dist: string): Promise<Build> {
  const { JsonWriter: Writer } = await loadFrom(dist, 'bytes/json-writer.js');
  return { searcher: await openSearcher(dist, directory), out: new Writer(1 << 16, 1 << 24) };
}

async function time({ searcher, out }: Build, way: Way, request: SearchRequest): Promise<number> {
  const { pipeline } = searcher;
  if (way === 'search') {
    const start = performance.now();
    await searcher.search(request);
    return performance.now() - start;
  }
  const ranked = await pipeline.rank(await pipeline.read(request));
  const start = performance.now();
  if (way === 'present') pipeline.present(ranked, 0);
  else {
    out.begin();
    pipeline.write(ranked, 0, out);
  }
  return performance.now() - start;
}

const builds = [await load(values.before), await load(values.after)];
const { createAnalyzer } = await import('../../src/analysis/analyzers.ts');
const [{ searcher }] = builds;
const analyzer = createAnalyzer(searcher.view.index.manifest.analyzer.name as Analyzer['name']);
const queries = sampleQueries(builds[1].searcher, analyzer, Number(values.queries), Number(values.seed));
const requests = queries.map(
  ({ text }): SearchRequest => ({
    ...{ queries: [text], mode: 'bm25', k: 10, offset: 0, unit: 'document' },
    ...{ snippet: { tokens: 64 }, text: false, explain: false },
  }),
);
const passes = Number(values.passes);
for (const way of WAYS.filter((each) => values.ways.split(',').includes(each))) {
  const best = await fastestInTurn(requests.length, passes, (build, i) => time(builds[build], way, requests[i]));
  const [before, after] = best.map((times) => (times.reduce((sum, ms) => sum + ms, 0) * 1000) / requests.length);
  process.stdout.write(
    `${way.padEnd(8)} before ${before.toFixed(2)} µs, after ${after.toFixed(2)} µs, ratio ${(after / before).toFixed(3)}\n`,
  );
}
for (const build of builds) await build.searcher.close();
