import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Piscina } from 'piscina';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import type { LoadOutcome } from '../../src/benchmark/load-thread.ts';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { runLoad } from '../../src/benchmark/over-http.ts';
import { sampleQueries } from '../../src/benchmark/sample-queries.ts';
import { readMemory, startServer } from '../../src/benchmark/server-process.ts';
import { watchStolenTime } from '../../src/benchmark/stolen-time.ts';
import { summarizeMs } from '../../src/evaluation/latency.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { workerFile } from '../../src/worker-file.ts';
import type { FreeTable } from './performance/kept-file.ts';
import type { Outcome } from './queue/connections.ts';
import type { OpenLoop } from './queue/load.ts';

/**
 * `npm run bench:queue`: what a training run meets. Bursts on a cold server, clients that ask in turn, and more requests than the server can
 * answer. Writes one list of tables for docs/performance/. Load and server share the machine.
 *
 *   npm run bench:queue -- DIR [--mode hybrid] [--bursts 100] [--seconds 30] [--clients 16,64,256] [--out FILE] [-- flags of stillweb serve]
 */
const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'dist', 'src', 'cli', 'main.js');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: 'hybrid' },
    bursts: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
    clients: { type: 'string', default: '16,64,256' },
    overload: { type: 'string', default: '10' },
    out: { type: 'string', default: join(root, 'docs', 'performance', 'queue.json') },
  },
});
const [directory, ...flags] = positionals;
if (directory === undefined) throw new TypeError('the directory of an index is needed');
const seconds = Number(values.seconds);
const SEED = 7;
const BURST = 256;
const ROUNDS = 3;

const index = openIndex(directory);
const searcher = await Searcher.open(index);
const analyzer = createAnalyzer(index.manifest.analyzer.name as Analyzer['name']);
const queries = sampleQueries(searcher, analyzer, 500, SEED);
await searcher.close();
const bodies = queries.map(({ text }) => JSON.stringify({ query: text, mode: values.mode }));

const note = (line: string): void => void process.stderr.write(`${line}\n`);
const load = new Piscina<object, unknown>({
  filename: workerFile(import.meta.url, './queue/queue-worker.js'),
  maxThreads: 1,
});
const server = await startServer(program, directory, flags);
const { port } = server;
const task = { port, bodies };
const machine = describeMachine();
const common = {
  kind: 'table',
  machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
  at: new Date().toISOString(),
} as const;
const round = (value: number): number => Number(value.toFixed(1));
const statuses = (outcomes: readonly Outcome[]) => ({
  answered: outcomes.filter(({ status }) => status === 200).map(({ ms }) => ms),
  refused: outcomes.filter(({ status }) => status === 503).map(({ ms }) => ms),
  failed: outcomes.filter(({ status }) => status !== 200 && status !== 503).length,
});

const bursts: (string | number)[][] = [];
for (let n = 1; n <= Number(values.bursts); n++) {
  const outcomes = (await load.run({ kind: 'burst', task, clients: BURST })) as Outcome[];
  const { answered, refused, failed } = statuses(outcomes);
  const memory = readMemory(server.child.pid as number).residentBytes ?? 0;
  if (n === 1 || n % 10 === 0) {
    bursts.push([n, answered.length, refused.length, failed, round(Math.max(...answered)), round(memory / 1e6)]);
    note(`burst ${n}: ${bursts.at(-1)?.slice(1).join(', ')}`);
  }
}

const counts = values.clients.split(',').map(Number);
const parts: LoadOutcome[][] = counts.map(() => []);
// They take turns, so that a slow moment of the machine falls on each alike.
for (let turn = 0; turn < ROUNDS; turn++) {
  for (const [i, clients] of counts.entries()) {
    parts[i].push(
      await runLoad({ port, path: '/v1/search', bodies, clients, warmSeconds: 1, seconds: seconds / ROUNDS }),
    );
  }
}
const levels: (string | number)[][] = [];
let capacity = 0;
for (const [i, clients] of counts.entries()) {
  const sum = (figure: (part: LoadOutcome) => number): number =>
    parts[i].reduce((total, part) => total + figure(part), 0);
  const ms = summarizeMs(parts[i].flatMap((part) => Array.from(part.ms)));
  const waits = summarizeMs(parts[i].flatMap((part) => Array.from(part.waitMs)));
  const goodput = sum((part) => part.ms.length) / sum((part) => part.wallSeconds);
  capacity = Math.max(capacity, goodput);
  const bound = (2 * clients * 1000) / goodput;
  levels.push([
    clients,
    round(goodput),
    sum(({ refused }) => refused),
    sum(({ failed }) => failed),
    ...[ms.p50, ms.p99, bound, waits.p99].map(round),
  ]);
  note(`${clients} clients: ${levels.at(-1)?.slice(1).join(', ')}`);
}

const factor = Number(values.overload);
const stolen = watchStolenTime();
const open = (await load.run({ kind: 'open', task, perSecond: capacity * factor, seconds })) as OpenLoop;
const stolenShare = stolen();
const { answered, refused, failed } = statuses(open.searches);
const share = (sorted: readonly number[], at: number): number => round(sorted[Math.ceil(sorted.length * at) - 1] ?? 0);
const sort = (list: readonly number[]): number[] => list.toSorted((one, other) => one - other);
const [accepted, turnedAway, health] = [answered, refused, open.health.map(({ ms }) => ms)].map(sort);
const overload = [
  ['asked a second', round(open.searches.length / open.seconds)],
  ['answered a second', round(accepted.length / open.seconds)],
  ['of what it answers at most', Number((accepted.length / open.seconds / capacity).toFixed(2))],
  ['failed', failed],
  ['answered: p50, ms', share(accepted, 0.5)],
  ['answered: p99, ms', share(accepted, 0.99)],
  ['refused', turnedAway.length],
  ['refused: p50, ms', share(turnedAway, 0.5)],
  ['refused: p99, ms', share(turnedAway, 0.99)],
  ['sent late by the load itself: p99, ms', share(sort(open.searches.map(({ lateMs }) => lateMs)), 0.99)],
  ['/healthz: p50, ms', share(health, 0.5)],
  ['/healthz: p99, ms', share(health, 0.99)],
  ['/healthz: slowest, ms', share(health, 1)],
  ['of the cores, taken by the host for others, %', stolenShare === null ? 'unknown' : round(100 * stolenShare)],
];
for (const row of overload) note(row.join(' '));
await server.stop();
await load.destroy();
const what = `${index.name}, ${index.manifest.counts.passages} passages, ${values.mode}`;
const tables: FreeTable[] = [
  {
    ...common,
    title: `Bursts of ${BURST} clients on a server that was just started: ${what}`,
    heads: ['burst', 'answered', 'refused', 'failed', 'slowest, ms', 'memory of the server, MB'],
    rows: bursts,
  },
  {
    ...common,
    title: `Clients that ask in turn, ${seconds} s each in ${ROUNDS} rounds: ${what}`,
    heads: [
      'clients',
      'answered a second',
      'refused',
      'failed',
      'p50, ms',
      'p99, ms',
      '2 × clients / goodput, ms',
      'waited, p99, ms',
    ],
    rows: levels,
  },
  {
    ...common,
    title: `${factor} times as many requests as are answered at most, ${seconds} s: ${what}`,
    heads: ['figure', 'value'],
    rows: overload,
    notes: ['Requests are sent at their time, whatever became of the others. Times count from when a request was due.'],
  },
];
writeFileSync(values.out, `${JSON.stringify(tables, null, 1)}\n`);
