import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIndex } from '../indexer/build.ts';
import { sha256 } from '../src/bytes/hash.ts';
import { main } from '../src/cli/main.ts';
import { vectorsFile } from '../src/format/file-names.ts';
import { Searcher } from '../src/retrieval/searcher.ts';
import type { IndexView } from '../src/store/index-view.ts';
import { openIndex, readManifest } from '../src/store/open.ts';
import { graphArrays, openGraphSearch } from '../src/wasm/graph-search.ts';

/**
 * Builds small indexes of the sample collection, answers its queries in every mode, and prints one line of JSON that is
 * equal wherever the promise of equal bytes holds: another Node, another processor.
 *
 *   node dist/scripts/equality-probe.js [--threads N] [--queries N]
 */
export interface Probe {
  readonly node: string;
  readonly arch: string;
  /** By name of the build. */
  readonly builds: Readonly<Record<string, ProbedBuild>>;
}

export interface ProbedBuild {
  readonly id: string;
  /** SHA-256 of the list of files with their hashes. */
  readonly files: string;
  /** SHA-256 of the answers, by mode: titles, snippets, scores and explanations; and of walks, where there are graphs. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Each shapes files or rankings in its own way. */
const BUILDS: Readonly<Record<string, readonly string[]>> = {
  usual: [],
  passages: ['--passages', 'words:60', '--analyzer', 'plain', '--texts', 'compressed', '--postings', 'plain'],
  graph: ['--passages', 'words:10', '--hnsw', 'on'],
  cells: ['--passages', 'words:11', '--hnsw', 'ivf'],
};
/** So few documents a unit and passages a shard that the sample collection has several shards, each with a graph. */
const FINE_CUT = { unitDocuments: 16, shardPassages: 500 };
/** Every so many-th vector is walked to, with so few candidates that what a walk overlooks shows. */
const WALK_STRIDE = 7;
const WALK_EF = 8;
/** What the queries of the collection do not have: operators, scripts, accents, a weight, nothing to find. */
const MORE_QUERIES = [
  '"inverted index" -tree',
  'intitle:BM25 OR "vector space"',
  '"term frequency" "of the" ranking',
  '"query by document" OR "search engine" -intitle:stemming',
  'naïve Müller ΟΔΟΣ 東京 😀',
  'index index index search',
  'xyzzy',
  'the',
];

const root = join(import.meta.dirname, '..', '..');
const handbook = join(root, 'corpus', 'handbook');

function readFlag(name: string, usual: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? usual : Number(process.argv[at + 1]);
}

function readQueries(limit: number): string[] {
  const lines = readFileSync(join(handbook, 'queries.jsonl'), 'utf8').trim().split('\n');
  return [...lines.slice(0, limit).map((line) => (JSON.parse(line) as { text: string }).text), ...MORE_QUERIES];
}

const articles = join(handbook, 'articles');
const threads = readFlag('--threads', 2);

async function build(directory: string, flags: readonly string[]): Promise<void> {
  const usual = ['--name', 'probe', '--threads', `${threads}`, '--quiet'];
  await main(['index', articles, '--out', directory, ...usual, ...flags]);
  if (process.exitCode !== undefined && process.exitCode !== 0) throw new Error('the index was not built');
}

/** Several shards, which no flag of the program makes of so small a collection. */
async function buildInShards(directory: string): Promise<void> {
  await buildIndex({
    ...{ inputs: [articles], directory, name: 'probe', threads, memoryBytes: 1024 ** 3, cut: FINE_CUT },
    ...{
      engine: 'stillweb',
      analyzer: 'english',
      encoder: 'static',
      graph: 'on',
      passages: { kind: 'words', words: 12 },
    },
    onError: 'stop',
  });
  const { counts } = readManifest(directory).manifest;
  if (counts.shards.length < 3) throw new Error(`${counts.passages} passages are in ${counts.shards.length} shards`);
}

async function probeBuild(directory: string, queries: readonly string[]): Promise<ProbedBuild> {
  const searcher = await Searcher.open(openIndex(directory));
  const answers: Record<string, string> = {};
  for (const mode of searcher.modes) {
    const results = await searcher.search({
      ...{ queries, mode, k: 25, offset: 0, unit: 'document', snippet: { tokens: 48 }, text: false, explain: true },
    });
    answers[mode] = sha256(JSON.stringify(results));
  }
  if (searcher.view.graphs.length > 0) answers.walks = sha256(JSON.stringify(walkGraphs(searcher.view)));
  const { id, files } = searcher.view.index.manifest;
  searcher.close();
  return { id, files: sha256(JSON.stringify(files)), answers };
}

/** What short walks through the graph of each shard find. */
function walkGraphs({ graphs, vectors, index }: IndexView): number[][] {
  const { dimensions } = index.manifest.encoder as { dimensions: number };
  return graphs.flatMap((sections, shard) => {
    const memory = index.vectorMemory[vectorsFile(shard)] ?? null;
    const graph = openGraphSearch(graphArrays(sections, vectors[shard], dimensions), memory);
    const walks: number[][] = [];
    for (let at = 0; at < vectors[shard].length; at += WALK_STRIDE * dimensions) {
      const { count, numbers, scores } = graph.search(vectors[shard].subarray(at, at + dimensions), WALK_EF);
      walks.push([...numbers.subarray(0, count), ...scores.subarray(0, count)]);
    }
    return walks;
  });
}

const folder = mkdtempSync(join(tmpdir(), 'stillweb-probe-'));
try {
  const queries = readQueries(readFlag('--queries', 30));
  const builds: Record<string, ProbedBuild> = {};
  for (const [name, flags] of Object.entries(BUILDS)) {
    await build(join(folder, name), flags);
    builds[name] = await probeBuild(join(folder, name), queries);
  }
  await buildInShards(join(folder, 'shards'));
  builds.shards = await probeBuild(join(folder, 'shards'), queries);
  const probe: Probe = { node: process.version, arch: arch(), builds };
  process.stdout.write(`${JSON.stringify(probe)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
