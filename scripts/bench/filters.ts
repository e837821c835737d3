/**
 * Searches under conditions on typed fields against the same searches without: medians of one run, in turn.
 *
 *   node dist/scripts/bench/filters.js DIR [--queries 100] [--out FILE]
 *
 * `first`: the query, its hits and the condition are met for the first time, so that texts are read and a bitmap is made. `again`:
 * the same once more. Prints a JSON record; `ratio` is the median of all filtered searches over that of all others.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import type { SearchMode } from '../../src/contract/search.ts';
import type { Where, WhereValue } from '../../src/contract/where.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { type FieldColumn, shownValue } from '../../src/format/fields.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { median } from './median.ts';

const SEED = 2026;
/** Queries before any time is taken, and not asked again: code is compiled by then. */
const WARMING_QUERIES = 40;

interface Condition {
  readonly kind: string;
  readonly where: Where;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { queries: { type: 'string', default: '100' }, out: { type: 'string' } },
  });
  const index = openIndex(positionals[0]);
  const searcher = await Searcher.open(index);
  const { manifest } = searcher.view.index;
  const wanted = Number(values.queries) + WARMING_QUERIES;
  const sampled = sampleQueries(searcher, analyzerOf(manifest), wanted, SEED).map(({ text }) => text);
  const asked = { warming: sampled.slice(0, WARMING_QUERIES), queries: sampled.slice(WARMING_QUERIES) };
  const modes: unknown[] = [];
  for (const mode of searcher.modes) {
    // Opened anew: what one mode has read, the next one would find read.
    const fresh = await Searcher.open(index);
    modes.push(await measure(fresh, mode, asked, kindsOf(fresh)));
    await fresh.close();
  }
  const { documents, passages } = manifest.counts;
  const record = {
    machine: describeMachine(),
    index: manifest.id,
    documents,
    passages,
    queries: asked.queries.length,
    modes,
  };
  await searcher.close();
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

/** Each query without a condition, and under a condition of each kind, twice: one after the other, so that all share what else goes on. */
async function measure(
  searcher: Searcher,
  mode: SearchMode,
  { warming, queries }: { readonly warming: readonly string[]; readonly queries: readonly string[] },
  kinds: readonly (() => Condition)[],
): Promise<object> {
  const time = async (query: string, where?: Where): Promise<number> => {
    const { request } = canonicalizeSearch({ query, mode, ...(where !== undefined && { filter: { where } }) });
    const startMs = performance.now();
    await searcher.search(request);
    return performance.now() - startMs;
  };
  for (const query of warming) for (const draw of kinds) await time(query, draw().where);
  const plain: Times = { first: [], again: [] };
  const filtered = new Map<string, Times>();
  for (const [i, query] of queries.entries()) {
    const timePlain = async () => {
      plain.first.push(await time(query));
      plain.again.push(await time(query));
    };
    // What is read first is there for what comes next: every other query is asked without a condition last.
    if (i % 2 === 0) await timePlain();
    for (const draw of kinds) {
      const { kind, where } = draw();
      const times = filtered.get(kind) ?? { first: [], again: [] };
      times.first.push(await time(query, where));
      times.again.push(await time(query, where));
      filtered.set(kind, times);
    }
    if (i % 2 === 1) await timePlain();
  }
  const whole = median([...plain.first, ...plain.again]);
  const all = median([...filtered.values()].flatMap(({ first, again }) => [...first, ...again]));
  return {
    ...{ mode, ...p50Of(plain), ratio: round(all / whole) },
    kinds: [...filtered].map(([kind, times]) => ({
      ...{ kind, ...p50Of(times) },
      firstRatio: round(median(times.first) / median(plain.first)),
      againRatio: round(median(times.again) / median(plain.again)),
    })),
  };
}

interface Times {
  readonly first: number[];
  readonly again: number[];
}

function p50Of({ first, again }: Times): { readonly firstP50Ms: number; readonly againP50Ms: number } {
  return { firstP50Ms: round(median(first)), againP50Ms: round(median(again)) };
}

/** What each field is asked for, and all of them together, with other values at each draw. */
function kindsOf({ view }: Searcher): (() => Condition)[] {
  const next = xorshift32(SEED);
  const { documents } = view.passages;
  const drawValue = (column: FieldColumn): WhereValue => {
    for (;;) {
      const value = shownValue(column, next() % documents);
      if (Array.isArray(value)) return value[next() % value.length] as string;
      if (value !== undefined) return value as string | number;
    }
  };
  const fields = [...view.fields].filter(([, column]) => column.codes.length > 0);
  if (fields.length === 0) throw new Error('the index has no typed fields: build it with --field');
  const conditionOn = ([field, column]: (typeof fields)[number]): Where =>
    column.type === 'number' || column.type === 'date'
      ? { field, [next() % 2 === 0 ? 'gte' : 'lt']: drawValue(column) }
      : { field, in: [drawValue(column), drawValue(column), drawValue(column)] };
  const single = fields.map((field) => () => ({ kind: `${field[0]} (${field[1].type})`, where: conditionOn(field) }));
  return [...single, () => ({ kind: 'one of all', where: { or: fields.map(conditionOn) } })];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

await run();
