/**
 * Two indexes of one collection asked the same questions in turn: what the ranking of one costs beside that of the other.
 *
 *   node dist/scripts/bench/rankings.js DIR OTHER [--queries 300] [--rounds 15] [--mode bm25] [--out FILE]
 *
 * Of each query the fastest of all rounds counts, so that other work on the machine counts as little as it can. `whole` is a search with
 * texts and snippets, `ranked` the documents alone. Prints a JSON record; `ratio` is the median of DIR over that of OTHER.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { classifyQuery, countTerms } from '../../src/benchmark/query-class.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import type { SearchMode } from '../../src/contract/search.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { median } from './median.ts';

const SEED = 2026;
const DEPTH = 10;

/** How one search is asked of an index. */
type Ask = (searcher: Searcher, query: string, mode: SearchMode) => unknown;

const KINDS: { readonly [kind: string]: Ask } = {
  whole: (searcher, query, mode) => searcher.search(canonicalizeSearch({ query, mode, k: DEPTH }).request),
  ranked: (searcher, query, mode) => searcher.rank(query, { mode, k: DEPTH }),
};

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      queries: { type: 'string', default: '300' },
      rounds: { type: 'string', default: '15' },
      mode: { type: 'string', default: 'bm25' },
      out: { type: 'string' },
    },
  });
  const mode = values.mode as SearchMode;
  const searchers = await Promise.all(positionals.slice(0, 2).map((folder) => Searcher.open(openIndex(folder))));
  const [first] = searchers;
  const analyzer = analyzerOf(first.view.index.manifest);
  const groups = new Map<string, string[]>();
  for (const { text } of sampleQueries(first, analyzer, Number(values.queries), SEED)) {
    const name = classifyQuery(countTerms(text, analyzer));
    groups.set(name, [...(groups.get(name) ?? []), text]);
  }
  groups.set('titles', drawTitles(first, Number(values.queries) / 3));
  const figures: object[] = [];
  for (const [kind, ask] of Object.entries(KINDS)) {
    for (const [queries, texts] of groups) {
      const [own, other] = await fastest(searchers, texts, Number(values.rounds), (searcher, text) =>
        ask(searcher, text, mode),
      );
      const [ms, otherMs] = [own, other].map((times) => Number(median(times).toFixed(4)));
      figures.push({ kind, queries, count: texts.length, ms, otherMs, ratio: Number((ms / otherMs).toFixed(3)) });
    }
  }
  const indexes = searchers.map(({ view }) => view.index.manifest.id);
  for (const searcher of searchers) await searcher.close();
  const text = `${JSON.stringify({ machine: describeMachine(), indexes, mode, rounds: Number(values.rounds), figures }, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

/** Titles of documents that stand at even distances in the collection. */
function drawTitles({ view, documents }: Searcher, count: number): string[] {
  const step = Math.max(1, Math.floor(view.ids.size / count));
  const titles: string[] = [];
  for (let number = 0; number < view.ids.size && titles.length < count; number += step) {
    const { title } = documents.getText(number);
    if (title !== '') titles.push(title);
  }
  return titles;
}

/** Milliseconds of the fastest of all rounds, per searcher and query; the two take turns, and begin in turn. */
async function fastest(
  searchers: readonly Searcher[],
  texts: readonly string[],
  rounds: number,
  ask: (searcher: Searcher, text: string) => unknown,
): Promise<number[][]> {
  const best = searchers.map(() => new Array<number>(texts.length).fill(Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++) {
    for (const [i, text] of texts.entries()) {
      for (const turn of searchers.keys()) {
        const which = (turn + round + i) % searchers.length;
        const startMs = performance.now();
        await ask(searchers[which], text);
        best[which][i] = Math.min(best[which][i], performance.now() - startMs);
      }
    }
  }
  return best;
}

await run();
