/**
 * What recording costs: the same load on a server with `--trace` and on one without, in turns.
 *
 *   node dist/scripts/bench/tracing.js DIR [--clients 64] [--seconds 4] [--rounds 7] [--queries 300] [--out FILE]
 *
 * Prints a JSON record. Of each round, `throughput` is answers a second with a trace over those without, and `cpu` the time of all
 * cores that the server takes for an answer, with over without; `throughput` and `cpu` of the record are the medians. Where other
 * programs use the machine, `cpu` says more: what they take from one half of a round and not from the other is no part of it.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { runLoad } from '../../src/benchmark/over-http.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { type RunningServer, readProcessorSeconds, startServer } from '../../src/benchmark/server-process.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';

const SEED = 2026;
const PROGRAM = new URL('../../src/cli/main.js', import.meta.url).pathname;
/** Before the first round, so that all code is compiled. */
const WARM_SECONDS = 3;

interface Figures {
  /** Answers a second. */
  readonly qps: number;
  /** Of the server, in microseconds of all cores for an answer. */
  readonly cpuMicros: number;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      clients: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '7' },
      queries: { type: 'string', default: '300' },
      mode: { type: 'string', default: 'bm25' },
      out: { type: 'string' },
    },
  });
  const [directory] = positionals;
  const [clients, seconds, queries] = [values.clients, values.seconds, values.queries].map(Number);
  const { mode } = values;
  const bodies = await bodiesOf(directory, queries, mode);
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-tracing-'));
  const trace = join(folder, 'trace.jsonl');
  const servers: RunningServer[] = [];
  const rounds: object[] = [];
  const ratios: { readonly throughput: number; readonly cpu: number }[] = [];
  try {
    for (const flags of [[], ['--trace', trace]]) servers.push(await startServer(PROGRAM, directory, flags));
    const load = (server: RunningServer, wanted: number): Promise<Figures> => measure(server, bodies, clients, wanted);
    for (const server of servers) await load(server, WARM_SECONDS);
    for (let round = 0; round < Number(values.rounds); round++) {
      const before = statSync(trace).size;
      const figures: Figures[] = [];
      // Which goes first changes, so that neither has the warmer machine.
      const first = round % 2;
      for (const i of [first, 1 - first]) figures[i] = await load(servers[i], seconds);
      const [plain, traced] = figures;
      const ratio = { throughput: share(traced.qps, plain.qps), cpu: share(traced.cpuMicros, plain.cpuMicros) };
      ratios.push(ratio);
      rounds.push({ plain, traced, ...ratio, bytes: statSync(trace).size - before });
    }
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const medians = {
    throughput: median(ratios.map(({ throughput }) => throughput)),
    cpu: median(ratios.map(({ cpu }) => cpu)),
  };
  const record = { machine: describeMachine(), clients, mode, queries: bodies.length, seconds, ...medians, rounds };
  process.stdout.write(`${JSON.stringify(record)}\n`);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(record, null, 2)}\n`);
}

async function bodiesOf(directory: string, count: number, mode: string): Promise<string[]> {
  const searcher = await Searcher.open(openIndex(directory));
  const queries = sampleQueries(searcher, analyzerOf(searcher.view.index.manifest), count, SEED);
  return queries.map(({ text }) => JSON.stringify({ query: text, k: 10, mode }));
}

async function measure(
  { port, child }: RunningServer,
  bodies: readonly string[],
  clients: number,
  seconds: number,
): Promise<Figures> {
  const before = readProcessorSeconds(child.pid as number);
  const { ms, wallSeconds } = await runLoad({ port, path: '/v1/search', bodies, clients, warmSeconds: 0, seconds });
  const spent = readProcessorSeconds(child.pid as number) - before;
  return {
    qps: Number((ms.length / wallSeconds).toFixed(1)),
    cpuMicros: Number(((spent * 1e6) / ms.length).toFixed(1)),
  };
}

function share(part: number, whole: number): number {
  return Number((part / whole).toFixed(4));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

await run();
