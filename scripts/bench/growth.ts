import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchmarkRecord } from '../../src/benchmark/record.ts';
import { readManifest } from '../../src/store/open.ts';
import type { ExactComparison } from './growth/compare-exact.ts';
import { copyFirstLines } from './growth/first-lines.ts';
import type { FreeTable } from './performance/kept-file.ts';

/**
 * `npm run bench:growth`: builds the beginnings of one collection, each larger than the one before, with vectors, and
 * tells what building and searching cost as it grows, and what its graphs or cells find. Writes one table for docs/performance/.
 *
 *   npm run bench:growth -- --input passages.jsonl --topics queries.jsonl [--sizes 100000,500000,1000000 | --sizes whole]
 *     [--encoder static] [--memory 1g] [--queries 500] [--out FILE] [--folder DIR] [-- flags of stillweb index]
 *
 * With `--sizes whole` the input, or several, is indexed as it is, and never copied.
 */
const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'dist', 'src', 'cli', 'main.js');
const comparer = join(import.meta.dirname, 'growth', 'compare-exact.js');
const reporter = pathToFileURL(join(import.meta.dirname, 'growth', 'report-usage.js')).href;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', multiple: true },
    topics: { type: 'string' },
    sizes: { type: 'string', default: '100000,500000,1000000' },
    encoder: { type: 'string', default: 'static' },
    memory: { type: 'string', default: '1g' },
    queries: { type: 'string', default: '500' },
    out: { type: 'string', default: join(root, 'docs', 'performance', 'growth.json') },
    folder: { type: 'string', default: tmpdir() },
  },
});
if (values.input === undefined || values.topics === undefined) throw new TypeError('--input and --topics are needed');

interface Usage {
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

function run(folder: string, arguments_: readonly string[]): { out: string; usage: Usage; seconds: number } {
  const usage = join(folder, 'usage.json');
  const startMs = performance.now();
  const ran = spawnSync(process.execPath, ['--import', reporter, program, ...arguments_], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, GROWTH_USAGE: usage },
  });
  if (ran.status !== 0) throw new Error(`stillweb ${arguments_[0]} ended with ${ran.status}`);
  const seconds = (performance.now() - startMs) / 1000;
  return { out: ran.stdout, usage: JSON.parse(readFileSync(usage, 'utf8')) as Usage, seconds };
}

function measureSize(
  folder: string,
  inputs: readonly string[],
  topics: string,
): { row: (string | number)[]; machine: string } {
  const index = join(folder, 'index');
  const settings = ['--passages', 'whole', '--encoder', values.encoder, '--memory', values.memory];
  const built = run(folder, ['index', ...inputs, '--out', index, ...settings, ...positionals, '--json', '--quiet']);
  const asked = ['--topics', topics, '--queries', values.queries, '--no-http', '--device', 'cpu', '--seconds', '120'];
  const measured = run(folder, ['bench', index, ...asked, '--json', '--quiet']);
  const {
    index: described,
    inProcess,
    machine,
    openMs,
    residentBytes,
    size,
  } = JSON.parse(measured.out) as BenchmarkRecord;
  const { graph, cells } = readManifest(index).manifest;
  const nearest = graph ?? cells;
  const compared = nearest === undefined ? null : compareExact(index, topics);
  const best = (mode: string) => inProcess.find((each) => each.mode === mode && each.answer === 'ids')?.ms.all?.best;
  const row = [
    described.counts.passages,
    described.counts.shards.length,
    round(built.seconds),
    round(built.usage.cpuSeconds),
    megabytes(built.usage.peakBytes),
    megabytes(size.bytes),
    round(openMs / 1000),
    megabytes(residentBytes),
    ...['hybrid', 'bm25'].flatMap((mode) => [milliseconds(best(mode)?.p50), milliseconds(best(mode)?.p99)]),
    milliseconds(compared?.exact.p50),
    milliseconds(compared?.exact.p99),
    graph?.ef ?? cells?.patience ?? '',
    share(nearest?.recall),
    share(compared?.recall),
  ];
  return { row, machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}` };
}

function compareExact(index: string, topics: string): ExactComparison {
  const ran = spawnSync(process.execPath, [comparer, index, topics, values.queries, '60'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (ran.status !== 0) throw new Error(`the comparison ended with ${ran.status}`);
  return JSON.parse(ran.stdout) as ExactComparison;
}

const share = (recall: { readonly found: number; readonly of: number } | undefined) =>
  recall === undefined ? '' : Number((recall.found / recall.of).toFixed(4));
const round = (value: number) => Number(value.toFixed(1));
const megabytes = (bytes: number) => Math.round(bytes / 1e6);
const milliseconds = (value: number | undefined) => (value === undefined ? '' : Number(value.toPrecision(3)));

function firstLines(from: string, size: number): string {
  const input = join(folder, 'input.jsonl');
  const lines = copyFirstLines(from, input, size);
  if (lines < size) throw new RangeError(`the input has ${lines} lines, not ${size}`);
  return input;
}

const folder = mkdtempSync(join(values.folder, 'stillweb-growth-'));
const rows: (string | number)[][] = [];
try {
  for (const size of values.sizes.split(',')) {
    const inputs = size === 'whole' ? values.input : [firstLines(values.input[0], Number(size))];
    const { row, machine } = measureSize(folder, inputs, values.topics);
    rows.push(row);
    process.stdout.write(`${row.join('\t')}\n`);
    const table: FreeTable = {
      kind: 'table',
      title: ['Growth:', '--encoder', values.encoder, '--memory', values.memory, ...positionals].join(' '),
      machine,
      at: new Date().toISOString(),
      heads: [
        ...['passages', 'shards', 'build s', 'build CPU s', 'build peak MB', 'index MB', 'open s', 'MB in use'],
        ...['hybrid p50 ms', 'hybrid p99 ms', 'bm25 p50 ms', 'bm25 p99 ms'],
        ...['exact hybrid p50 ms', 'exact hybrid p99 ms', 'ef or patience', 'recall of middles', 'recall of questions'],
      ],
      rows,
      notes: [
        `Queries: ${values.queries}, top 10, one thread, in process; for each the fastest of three passes.`,
        'Where there are graphs or cells, *hybrid* searches by them and *exact hybrid* compares every vector; without them both do. Recall is of the ten nearest passages: as the build measured it, half way between two passages, and for these queries.',
      ],
    };
    writeFileSync(values.out, `${JSON.stringify(table, null, 1)}\n`);
    rmSync(join(folder, 'index'), { recursive: true, force: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
