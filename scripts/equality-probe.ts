import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../src/bytes/hash.ts';
import { main } from '../src/cli/main.ts';
import { Searcher } from '../src/retrieval/searcher.ts';
import { openIndex } from '../src/store/open.ts';

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
  /** SHA-256 of the answers, by mode: titles, snippets, scores and explanations. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Each shapes files or rankings in its own way. */
const BUILDS: Readonly<Record<string, readonly string[]>> = {
  usual: [],
  passages: ['--passages', 'words:60', '--analyzer', 'plain', '--texts', 'compressed', '--postings', 'plain'],
};
/** What the queries of the collection do not have: operators, scripts, accents, a weight, nothing to find. */
const MORE_QUERIES = [
  '"inverted index" -tree',
  'intitle:BM25 OR "vector space"',
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

async function probeBuild(
  directory: string,
  flags: readonly string[],
  queries: readonly string[],
): Promise<ProbedBuild> {
  const articles = join(handbook, 'articles');
  const threads = String(readFlag('--threads', 2));
  await main(['index', articles, '--out', directory, '--name', 'probe', '--threads', threads, '--quiet', ...flags]);
  if (process.exitCode !== undefined && process.exitCode !== 0) throw new Error('the index was not built');
  const searcher = await Searcher.open(openIndex(directory));
  const answers: Record<string, string> = {};
  for (const mode of searcher.modes) {
    const results = await searcher.search({
      ...{ queries, mode, k: 25, offset: 0, unit: 'document', snippet: { tokens: 48 }, text: false, explain: true },
    });
    answers[mode] = sha256(JSON.stringify(results));
  }
  const { id, files } = searcher.view.index.manifest;
  searcher.close();
  return { id, files: sha256(JSON.stringify(files)), answers };
}

const folder = mkdtempSync(join(tmpdir(), 'stillweb-probe-'));
try {
  const queries = readQueries(readFlag('--queries', 30));
  const builds: Record<string, ProbedBuild> = {};
  for (const [name, flags] of Object.entries(BUILDS)) {
    builds[name] = await probeBuild(join(folder, name), flags, queries);
  }
  const probe: Probe = { node: process.version, arch: arch(), builds };
  process.stdout.write(`${JSON.stringify(probe)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
