import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import type { JsonWriter } from '../../src/bytes/json-writer.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import type { Searcher } from '../../src/retrieval/searcher.ts';

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
    after: { type: 'string', default: join(import.meta.dirname, '..', '..') },
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
  const from = async (path: string) => await import(pathToFileURL(join(dist, 'src', ...path.split('/'))).href);
  const { Searcher: Opened } = await from('retrieval/searcher.js');
  const { openIndex } = await from('store/open.js');
  const { JsonWriter: Writer } = await from('bytes/json-writer.js');
  return { searcher: await Opened.open(openIndex(directory)), out: new Writer(1 << 16, 1 << 24) };
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
const WARM = 3;
/** Queries that one build answers before the other: a server answers one after the other too, its code in the caches. */
const BLOCK = 20;
for (const way of WAYS.filter((each) => values.ways.split(',').includes(each))) {
  const best = builds.map(() => new Float64Array(requests.length).fill(Number.POSITIVE_INFINITY));
  for (let pass = 0; pass < WARM + passes; pass++) {
    for (let first = 0; first < requests.length; first += BLOCK) {
      // Which goes first alternates: the machine may grow slower or faster meanwhile.
      const order = (pass + first / BLOCK) % 2 === 0 ? [0, 1] : [1, 0];
      for (const build of order) {
        for (let i = first; i < Math.min(requests.length, first + BLOCK); i++) {
          const ms = await time(builds[build], way, requests[i]);
          if (pass >= WARM) best[build][i] = Math.min(best[build][i], ms);
        }
      }
    }
  }
  const [before, after] = best.map((times) => (times.reduce((sum, ms) => sum + ms, 0) * 1000) / requests.length);
  process.stdout.write(
    `${way.padEnd(8)} before ${before.toFixed(2)} µs, after ${after.toFixed(2)} µs, ratio ${(after / before).toFixed(3)}\n`,
  );
}
for (const build of builds) await build.searcher.close();
