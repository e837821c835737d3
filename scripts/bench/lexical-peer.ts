import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { parsePlainWords, parseQuery } from '../../src/analysis/query-syntax.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { main } from '../../src/cli/main.ts';
import { readTopics } from '../../src/evaluation/topic-file.ts';
import { Conditions } from '../../src/retrieval/conditions.ts';
import { openRetrievers } from '../../src/retrieval/engines.ts';
import type { Ranking, Retriever } from '../../src/retrieval/retriever.ts';
import { type IndexView, viewIndex } from '../../src/store/index-view.ts';
import { openIndex, readManifest } from '../../src/store/open.ts';
import { SOFTWARE_VERSION } from '../../src/version.ts';

/** What a harness may leave out: one passage a document, no vectors, as its other lexical engines have it. */
const INDEX_DEFAULTS: readonly (readonly [flag: string, value: string])[] = [
  ['--passages', 'whole'],
  ['--encoder', 'none'],
  ['--analyzer', 'english'],
];

/** Builds with the very command that a user calls. @param argv `--corpus FILE --index DIR`, then flags of `stillweb index` */
export async function indexForPeer(argv: string[]): Promise<void> {
  const flags = [...argv];
  const corpus = takeFlag(flags, '--corpus');
  const directory = takeFlag(flags, '--index');
  for (const [flag, value] of INDEX_DEFAULTS) if (!flags.some((given) => isFlag(given, flag))) flags.push(flag, value);
  await main(['index', corpus, '--out', directory, '--quiet', ...flags]);
  if (process.exitCode !== undefined && process.exitCode !== 0) return;
  const { id, counts } = readManifest(directory).manifest;
  printFacts({ docs: counts.documents, id, postings: counts.postings });
}

/**
 * `--syntax query`: quotes and operators mean what they do in a search box; `plain`, the default: words alone.
 *
 * Answers every query `--warm` times unmeasured and `--passes` times measured, one at a time, on this thread. The clock
 * runs from the query's text to its best passage numbers and scores; names are looked up outside of it.
 */
export async function queryAsPeer(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      index: { type: 'string' },
      queries: { type: 'string' },
      k: { type: 'string', default: '10' },
      warm: { type: 'string', default: '1' },
      passes: { type: 'string', default: '5' },
      syntax: { type: 'string', default: 'plain' },
      out: { type: 'string' },
    },
  });
  const { index: directory, queries, out } = values;
  if (directory === undefined || queries === undefined || out === undefined) {
    throw new TypeError('query: --index, --queries and --out are needed');
  }
  const depth = toCount('--k', values.k, 1, 10_000);
  const warm = toCount('--warm', values.warm, 0, 1000);
  const passes = toCount('--passes', values.passes, 1, 1000);
  const topics = await readTopics(queries);
  const view = viewIndex(openIndex(directory));
  const { lexical } = await openRetrievers(view);
  if (values.syntax !== 'plain' && values.syntax !== 'query') throw new TypeError('query: --syntax is plain or query');
  const search = openSearch(view, lexical, depth, values.syntax);
  const texts = topics.map(({ text }) => text);
  for (let pass = 0; pass < warm; pass++) timePass(texts, search);
  const measured = Array.from({ length: passes }, () => timePass(texts, search));
  const { rankings } = measured[passes - 1];
  const hits = rankings.map(({ passages: found }) =>
    Array.from(found, (passage) => view.ids.get(view.passages.document[passage])),
  );
  writeFileSync(out, JSON.stringify({ passes_ns: measured.map(({ ns }) => ns), hits }));
  const { id, counts } = view.index.manifest;
  printFacts({ docs: counts.documents, id, segments: counts.shards.length });
}

type Search = (text: string) => Ranking;

/** The lexical leg as `Searcher` runs it, without what comes after a ranking, and without mending slips. */
function openSearch(view: IndexView, lexical: Retriever, depth: number, syntax: 'plain' | 'query'): Search {
  const { manifest } = view.index;
  const analyzer = createAnalyzer(manifest.analyzer.name as Analyzer['name']);
  const knowsRequestWords = manifest.requestWords !== undefined;
  const conditions = new Conditions(view);
  const parse = syntax === 'plain' ? parsePlainWords : parseQuery;
  return (text) => {
    const query = parse(text, analyzer, knowsRequestWords);
    const accept = conditions.admit(query, undefined);
    return lexical.retrieve({ terms: query.terms, vector: null }, { depth, unit: 'passage', accept });
  };
}

function timePass(texts: readonly string[], search: Search): { ns: number[]; rankings: Ranking[] } {
  const ns: number[] = [];
  const rankings: Ranking[] = [];
  for (const text of texts) {
    const start = process.hrtime.bigint();
    const ranking = search(text);
    ns.push(Number(process.hrtime.bigint() - start));
    rankings.push(ranking);
  }
  return { ns, rankings };
}

function printFacts(facts: Record<string, unknown>): void {
  const { node, commit } = describeMachine();
  process.stdout.write(`${JSON.stringify({ version: SOFTWARE_VERSION, ...facts, node, commit })}\n`);
}

function isFlag(given: string, flag: string): boolean {
  return given === flag || given.startsWith(`${flag}=`);
}

/** Takes `--flag value` or `--flag=value` out of a command line. @throws TypeError without it */
function takeFlag(argv: string[], flag: string): string {
  const at = argv.findIndex((given) => isFlag(given, flag));
  const isJoined = at >= 0 && argv[at] !== flag;
  const value = at < 0 ? undefined : isJoined ? argv[at].slice(flag.length + 1) : argv[at + 1];
  if (value === undefined) throw new TypeError(`index: ${flag} is needed`);
  argv.splice(at, isJoined ? 1 : 2);
  return value;
}

function toCount(flag: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new TypeError(`query: ${flag} is an integer of ${min} to ${max}, not ${JSON.stringify(text)}`);
}
