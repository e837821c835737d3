import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchmarkRecord } from '../../src/benchmark/record.ts';

/**
 * `npm run bench`: builds an index with each engine and measures it with `stillweb bench`, one after the other on the
 * same machine in the same run, so that the figures may be compared with each other. Writes a list of records.
 *
 *   npm run bench -- [--input PATH] [--topics FILE] [--engines stillweb,wink,hnswlib] [--out FILE] [-- flags of stillweb bench]
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const program = join(root, 'dist', 'src', 'cli', 'main.js');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', default: join(root, 'corpus', 'handbook', 'articles') },
    topics: { type: 'string', default: join(root, 'corpus', 'handbook', 'queries.jsonl') },
    engines: { type: 'string', default: 'stillweb,wink,hnswlib' },
    out: { type: 'string', default: join(root, 'data', 'bench.json') },
  },
});

function run(arguments_: readonly string[]): { code: number | null; out: string; err: string } {
  const ran = spawnSync(process.execPath, [program, ...arguments_], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'stillweb-bench-'));
try {
  const records: BenchmarkRecord[] = [];
  for (const engine of values.engines.split(',')) {
    const index = join(folder, engine);
    const built = run([
      ...['index', values.input, '--out', index, '--engine', engine],
      ...['--on-error', 'skip', '--json', '--quiet'],
    ]);
    if (built.code !== 0) {
      process.stderr.write(`${engine}: ${built.err}`);
      continue;
    }
    const measured = run(['bench', index, '--topics', values.topics, '--no-http', '--json', '--quiet', ...positionals]);
    if (measured.code !== 0) throw new Error(measured.err);
    const record = JSON.parse(measured.out) as BenchmarkRecord;
    records.push(record);
    for (const { mode, answer, ms } of record.inProcess) {
      const best = ms.all?.best;
      if (best === undefined) continue;
      process.stdout.write(
        `${engine.padEnd(9)} ${mode.padEnd(7)} ${answer.padEnd(8)}  mean ${best.mean} ms, p95 ${best.p95} ms\n`,
      );
    }
  }
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(records, null, 1)}\n`);
  process.stdout.write(`written to ${values.out}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
