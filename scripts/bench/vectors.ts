import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchmarkRecord } from '../../src/benchmark/record.ts';
import { VECTOR_PLACES } from '../../src/retrieval/gpu/device-choice.ts';
import type { FreeTable } from './performance/kept-file.ts';

/**
 * What an index takes with its vectors in memory and on disk: memory, and the time of a search, warm and cold. Writes one table for
 * docs/performance/.
 *
 *   node dist/scripts/bench/vectors.js DIR [DIR…] --topics queries.jsonl [--queries 200] [--cold 50] [--out FILE]
 */
const root = join(import.meta.dirname, '..', '..', '..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    topics: { type: 'string' },
    queries: { type: 'string', default: '200' },
    cold: { type: 'string', default: '50' },
    out: { type: 'string', default: join(root, 'docs', 'performance', 'vectors.json') },
  },
});
const { topics } = values;
if (topics === undefined || positionals.length === 0) throw new TypeError('DIR and --topics are needed');

function run(arguments_: readonly string[]): string {
  const ran = spawnSync(process.execPath, arguments_, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (ran.status !== 0) throw new Error(`${arguments_.join(' ')} ended with ${ran.status}`);
  return ran.stdout;
}

function measureIndex(directory: string): { rows: (string | number)[][]; machine: string } {
  const program = join(root, 'dist', 'src', 'cli', 'main.js');
  const coldSearches = join(import.meta.dirname, 'vectors', 'cold-searches.js');
  const asked = ['--topics', topics as string, '--queries', values.queries, '--modes', 'hybrid,dense'];
  const records = VECTOR_PLACES.map((place) => {
    const flags = [
      '--vectors',
      place,
      ...asked,
      '--no-http',
      '--device',
      'cpu',
      '--seconds',
      '60',
      '--json',
      '--quiet',
    ];
    return { place, record: JSON.parse(run([program, 'bench', directory, ...flags])) as BenchmarkRecord };
  });
  const cold = (JSON.parse(run([coldSearches, directory, topics as string, values.cold])) as number[]).sort(
    (a, b) => a - b,
  );
  const rows = records.map(({ place, record: { index, residentBytes, inProcess } }) => {
    const best = (mode: string) => inProcess.find((each) => each.mode === mode && each.answer === 'ids')?.ms.all?.best;
    const times = ['hybrid', 'dense'].flatMap((mode) => [best(mode)?.p50, best(mode)?.p99]);
    return [
      ...[index.counts.passages, index.counts.shards.length, place, Math.round(residentBytes / 1e6)],
      ...[
        ...times,
        ...(place === 'disk' ? [0.5, 0.9].map((share) => cold[Math.floor(share * cold.length)]) : ['', '']),
      ].map((ms) => (typeof ms === 'number' ? Number(ms.toPrecision(3)) : '')),
    ];
  });
  const [{ record }] = records;
  return { rows, machine: `${record.machine.cpu}, ${record.machine.cores} cores, Node ${record.machine.node}` };
}

const rows: (string | number)[][] = [];
for (const directory of positionals) {
  const measured = measureIndex(directory);
  rows.push(...measured.rows);
  const table: FreeTable = {
    kind: 'table',
    title: 'Vectors in memory and on disk',
    machine: measured.machine,
    at: new Date().toISOString(),
    heads: [
      ...['passages', 'shards', 'vectors held', 'MB in use'],
      ...['hybrid p50 ms', 'hybrid p99 ms', 'dense p50 ms', 'dense p99 ms', 'cold hybrid p50 ms', 'cold hybrid p90 ms'],
    ],
    rows,
    notes: [
      `Queries: ${values.queries}, top 10, one thread, in process; for each the fastest of three passes. Cold: ${values.cold} of them, each when the system had let go of what it had read of the vectors.`,
    ],
  };
  writeFileSync(values.out, `${JSON.stringify(table, null, 1)}\n`);
  for (const row of measured.rows) process.stdout.write(`${row.join('\t')}\n`);
}
