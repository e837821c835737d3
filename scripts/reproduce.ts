import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Reproduces the evaluation figures of docs/reproducing.md: builds an index of every collection in a folder, evaluates
 * it in every mode with the command line tool, and writes what the tool printed as JSON and as a table.
 *
 *   node dist/scripts/reproduce.js --data FOLDER [--sets scifact,med] [--out docs/reproducing.json]
 *
 * FOLDER has one folder a collection with `corpus.jsonl.gz`, `queries.jsonl.gz` and `qrels.tsv`.
 */

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');
const program = join(root, 'dist', 'src', 'cli', 'main.js');
const MODES = ['bm25', 'dense', 'hybrid'] as const;
/** Collections whose language the english analyzer is not made for. */
const PLAIN = new Set(['miracl-yo']);

interface Outcome {
  readonly set: string;
  readonly analyzer: string;
  readonly documents: number;
  readonly judged: number;
  readonly id: string;
  readonly measures: Record<(typeof MODES)[number], Record<string, number>>;
}

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    sets: { type: 'string' },
    out: { type: 'string', default: join(root, 'docs', 'reproducing.json') },
  },
});
if (values.data === undefined) throw new Error('name the folder of the collections with --data');
const data = values.data;
const sets = values.sets?.split(',') ?? readdirSync(data).filter((name) => existsSync(join(data, name, 'qrels.tsv')));
const work = mkdtempSync(join(tmpdir(), 'stillweb-reproduce-'));
try {
  const outcomes = sets.sort().map((set) => measure(set));
  mkdirSync(join(values.out, '..'), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(outcomes, null, 1)}\n`);
  fillTable(join(root, 'docs', 'reproducing.md'), outcomes);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function run(...arguments_: string[]): string {
  return execFileSync(process.execPath, [program, ...arguments_], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function measure(set: string): Outcome {
  const analyzer = PLAIN.has(set) ? 'plain' : 'english';
  const index = join(work, set);
  const corpus = join(data, set, 'corpus.jsonl.gz');
  const built = JSON.parse(
    run(
      'index',
      corpus,
      '--out',
      index,
      '--passages',
      'whole',
      '--analyzer',
      analyzer,
      '--on-error',
      'skip',
      '--quiet',
      '--json',
    ),
  );
  const inputs = ['--topics', join(data, set, 'queries.jsonl.gz'), '--qrels', join(data, set, 'qrels.tsv')];
  const evaluated = MODES.map((mode) => JSON.parse(run('eval', index, ...inputs, '--mode', mode, '--quiet', '--json')));
  const measures = Object.fromEntries(MODES.map((mode, i) => [mode, evaluated[i].measures])) as Outcome['measures'];
  process.stderr.write(
    `${set}: ${MODES.map((mode) => `${mode} ${measures[mode]['nDCG@10'].toFixed(4)}`).join(', ')}\n`,
  );
  rmSync(index, { recursive: true });
  const { judged } = evaluated[0] as { judged: number };
  return { set, analyzer, documents: built.counts.documents, judged, id: built.id, measures };
}

function fillTable(page: string, outcomes: readonly Outcome[]): void {
  if (!existsSync(page)) return;
  const figure = (value: number) => value.toFixed(4);
  const rows = outcomes.map(({ set, analyzer, documents, judged, measures: { bm25, dense, hybrid } }) => {
    const lexical = [bm25['nDCG@10'], bm25.MAP, bm25['MRR@10'], bm25['R@5'], bm25['R@100']].map(figure);
    const cells = [set, analyzer, documents, judged, ...lexical, figure(dense['nDCG@10']), figure(hybrid['nDCG@10'])];
    return `| ${cells.join(' | ')} |`;
  });
  const heads = [
    'set',
    'analyzer',
    'documents',
    'judged',
    'BM25 nDCG@10',
    'MAP',
    'MRR@10',
    'R@5',
    'R@100',
    'dense nDCG@10',
    'hybrid nDCG@10',
  ];
  const table = [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows].join('\n');
  const [begin, end] = ['<!-- figures:begin -->', '<!-- figures:end -->'];
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${page} has no place for figures`);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}
