/**
 * What recording costs: the same load on a server with `--trace` and on one without, in turns.
 *
 *   node dist/scripts/bench/tracing.js DIR [--clients 64] [--seconds 1] [--rounds 15] [--queries 300] [--load NAME] [--out FILE]
 *
 * Four loads: queries of mode `bm25`, which cost a server least, and of the default mode of the index; each repeated, and such as nobody
 * has asked before, whose answers are written too. `--load` takes the name of one, for that alone. Prints a JSON record, which
 * docs/performance/ keeps. Linux.
 *
 * Of a round, the throughput is answers a second with a trace over those without, and the processor time that of all cores that the
 * server takes for an answer, with over without; what is told are medians of the rounds. Where other programs use the machine, the
 * processor time says more: what they take from one half of a round and not from the other is no part of it.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { runLoad } from '../../src/benchmark/over-http.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { type RunningServer, readProcessorSeconds, startServer } from '../../src/benchmark/server-process.ts';
import { analyzerOf } from '../../src/retrieval/index-analyzer.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { median } from './median.ts';

const SEED = 2026;
const PROGRAM = new URL('../../src/cli/main.js', import.meta.url).pathname;
/** Before the first round, so that all code is compiled. */
const WARM_SECONDS = 3;
/** How often the queries of a load that repeats none are asked in one half of a round, each time with another key. */
const VARIANTS = 40;

interface Load {
  readonly name: string;
  /** Bodies of a round; 0 is the one that warms the servers. */
  bodies(round: number): readonly string[];
}

interface Half {
  /** Answers a second. */
  readonly qps: number;
  /** Of the server, in microseconds of all cores for an answer. */
  readonly cpuMicros: number;
}

interface Round {
  readonly plain: Half;
  readonly traced: Half;
  /** Written to the trace for an answer. */
  readonly bytes: number;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      clients: { type: 'string', default: '64' },
      seconds: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '15' },
      queries: { type: 'string', default: '300' },
      load: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const [directory] = positionals;
  const [clients, seconds, rounds] = [values.clients, values.seconds, values.rounds].map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'stillweb-tracing-'));
  const trace = join(folder, 'trace.jsonl');
  const servers: RunningServer[] = [];
  const rows: (string | number)[][] = [];
  try {
    const all = await loadsOf(directory, Number(values.queries));
    const loads = all.filter(({ name }) => values.load === undefined || name === values.load);
    if (loads.length === 0) throw new Error(`--load is one of: ${all.map(({ name }) => name).join('; ')}`);
    for (const flags of [[], ['--trace', trace]]) servers.push(await startServer(PROGRAM, directory, flags));
    for (const load of loads) {
      const measured: Round[] = [];
      for (const server of servers) await measure(server, load.bodies(0), clients, WARM_SECONDS);
      for (let round = 1; round <= rounds; round++) {
        const before = statSync(trace).size;
        const halves: Half[] = [];
        // Which goes first changes, so that neither has the warmer machine.
        for (const i of [round % 2, 1 - (round % 2)]) {
          halves[i] = await measure(servers[i], load.bodies(round), clients, seconds);
        }
        const [plain, traced] = halves;
        measured.push({ plain, traced, bytes: (statSync(trace).size - before) / (traced.qps * seconds) });
      }
      rows.push(rowOf(load.name, measured));
    }
  } finally {
    for (const server of servers) await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const { cpu, cores, node } = describeMachine();
  const record = {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    at: new Date().toISOString(),
    title: `What recording costs a server of ${basename(resolve(directory))}: ${clients} clients, ${rounds} rounds of ${seconds} s on each in turn`,
    heads: [
      '',
      'answers/s, unrecorded',
      'recorded',
      'recorded over unrecorded',
      'middle half of the rounds',
      'processor time an answer, unrecorded, µs',
      'recorded, µs',
      'recorded over unrecorded',
      'middle half of the rounds',
      'bytes of trace a call',
    ],
    rows,
    notes: [
      `Medians of the rounds. ${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}, load and server among them. scripts/bench/tracing.ts`,
    ],
  };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

async function loadsOf(directory: string, count: number): Promise<Load[]> {
  const searcher = await Searcher.open(openIndex(directory));
  const { manifest } = searcher.view.index;
  const queries = sampleQueries(searcher, analyzerOf(manifest), count, SEED).map(({ text }) => text);
  const repeated = (mode?: string): readonly string[] => queries.map((query) => JSON.stringify({ query, k: 10, mode }));
  const [plain, usual] = [repeated('bm25'), repeated()];
  // A least score that every hit has changes the key, and not the work.
  const once = (mode?: string) => (round: number) =>
    Array.from({ length: VARIANTS }, (_, i) => round * VARIANTS + i + 1).flatMap((minScore) =>
      queries.map((query) => JSON.stringify({ query, k: 10, mode, minScore })),
    );
  return [
    { name: 'bm25, repeated queries', bodies: () => plain },
    { name: 'default mode, repeated queries', bodies: () => usual },
    { name: 'bm25, each query once', bodies: once('bm25') },
    { name: 'default mode, each query once', bodies: once() },
  ];
}

async function measure(
  { port, child }: RunningServer,
  bodies: readonly string[],
  clients: number,
  seconds: number,
): Promise<Half> {
  const before = readProcessorSeconds(child.pid as number);
  const { ms, wallSeconds } = await runLoad({ port, path: '/v1/search', bodies, clients, warmSeconds: 0, seconds });
  const spent = readProcessorSeconds(child.pid as number) - before;
  return { qps: ms.length / wallSeconds, cpuMicros: (spent * 1e6) / ms.length };
}

function rowOf(name: string, rounds: readonly Round[]): (string | number)[] {
  const told = (key: keyof Half): (string | number)[] => {
    const ratios = rounds.map(({ plain, traced }) => traced[key] / plain[key]);
    return [
      Math.round(median(rounds.map(({ plain }) => plain[key]))),
      Math.round(median(rounds.map(({ traced }) => traced[key]))),
      median(ratios).toFixed(3),
      middleHalf(ratios),
    ];
  };
  return [name, ...told('qps'), ...told('cpuMicros'), Math.round(median(rounds.map(({ bytes }) => bytes)))];
}

/** From the first to the third quarter. */
function middleHalf(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[sorted.length >> 2], sorted[sorted.length - 1 - (sorted.length >> 2)]];
  return `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

await run();
