/**
 * What recording costs: the same load on a server with `--trace` and on one without, in turns.
 *
 *   node dist/scripts/bench/tracing.js DIR [--clients 64] [--seconds 5] [--rounds 5] [--queries 300] [--out FILE]
 *
 * Prints a JSON record; `ratio` is the median of the ratios of neighbouring runs, answers a second with over without.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { measureOverHttp } from '../../src/benchmark/over-http.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import type { Workload } from '../../src/benchmark/workload.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';

const SEED = 2026;
const PROGRAM = new URL('../../src/cli/main.js', import.meta.url).pathname;

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      clients: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '5' },
      queries: { type: 'string', default: '300' },
      mode: { type: 'string', default: 'bm25' },
      out: { type: 'string' },
    },
  });
  const [directory] = positionals;
  const searcher = await Searcher.open(openIndex(directory));
  const analyzer = analyzerOf(searcher.view.index.manifest);
  const queries = sampleQueries(searcher, analyzer, Number(values.queries), SEED);
  const workload = {
    queries,
    modes: [values.mode],
    clients: [Number(values.clients)],
    seconds: Number(values.seconds),
    warm: 1,
    k: 10,
  } as unknown as Workload;
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-tracing-'));
  const rounds: object[] = [];
  const ratios: number[] = [];
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      const trace = join(folder, `${round}.jsonl`);
      const qps = async (flags: readonly string[]): Promise<number> =>
        (await measureOverHttp(PROGRAM, directory, workload, flags)).levels[0].qps;
      // Which goes first changes, so that neither has the warmer machine.
      const flags = [[], ['--trace', trace]];
      const first = round % 2;
      const figures = [0, 0];
      for (const i of [first, 1 - first]) figures[i] = await qps(flags[i]);
      const [plain, traced] = figures;
      ratios.push(traced / plain);
      rounds.push({ plain, traced, ratio: Number((traced / plain).toFixed(4)), bytes: statSync(trace).size });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const ratio = Number(ratios.sort((a, b) => a - b)[ratios.length >> 1].toFixed(4));
  const record = { machine: describeMachine(), clients: Number(values.clients), mode: values.mode, ratio, rounds };
  process.stdout.write(`${JSON.stringify(record)}\n`);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(record, null, 2)}\n`);
}

await run();
