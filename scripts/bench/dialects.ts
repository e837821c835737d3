import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { runLoad } from '../../src/benchmark/over-http.ts';
import { startServer } from '../../src/benchmark/server-process.ts';
import { summarizeMs } from '../../src/evaluation/latency.ts';
import { serve } from '../../src/library/serve.ts';
import { measureOverNative } from './dialects/over-native.ts';
import { readLines, replay } from './dialects/replay.ts';
import { sendWell } from './dialects/send.ts';
import type { FreeTable } from './performance/kept-file.ts';

/**
 * `npm run bench:dialects`: what it costs to be asked in another dialect, and what trainers and agents do to a server in theirs. Writes a list
 * of tables for docs/performance/. Load and server share the machine.
 *
 *   npm run bench:dialects -- DIR --queries FILE.jsonl.gz --traces FILE.jsonl.gz [--asked 200] [--seconds 10] [--out FILE]
 *
 * DIR is an index named wikispeedia; queries are BEIR JSON Lines, traces those of agents, both gzip.
 */
const root = join(import.meta.dirname, '..', '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    queries: { type: 'string' },
    traces: { type: 'string' },
    asked: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    out: { type: 'string', default: join(root, 'docs', 'performance', 'dialects.json') },
  },
});
const [directory] = positionals;
if (directory === undefined || values.queries === undefined || values.traces === undefined) {
  throw new TypeError('the directory of an index, --queries and --traces are needed');
}
const WARM_QUERIES = 20;
const CLIENTS = 256;
const BATCH = 256;
const BATCH_ROUNDS = 10;

const machine = describeMachine();
const common = {
  kind: 'table',
  machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
  at: new Date().toISOString(),
} as const;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const note = (line: string): void => void process.stderr.write(`${line}\n`);
const queries = readLines<{ text: string }>(values.queries).map(({ text }) => text);

// Server and client in one process, so that nothing but the dialect differs.
const served = await serve(directory, { workers: 1, log: null, watches: false });
const [{ name }] = served.indexes;
const overNative = await measureOverNative(served.url, queries.slice(0, Number(values.asked)), WARM_QUERIES);
for (const { dialect, overMs, overCpuMs } of overNative) {
  note(`${dialect}: ${round(overMs, 3)} ms over native, ${round(overCpuMs, 3)} ms of the cores`);
}

const replayed = await replay(served.url, values.traces);
note(`replayed ${replayed.searches} searches and ${replayed.lookups} look-ups, ${replayed.failed} failed`);

const batches: number[] = [];
for (let turn = 0; turn < BATCH_ROUNDS; turn++) {
  for (let at = 0; at < queries.length; at += BATCH) {
    const body = { queries: queries.slice(at, at + BATCH), topk: 3, return_scores: true };
    const { text, ms } = await sendWell(served.url, { method: 'POST', path: '/retrieve', body });
    const { result } = JSON.parse(text) as { result: unknown[] };
    if (result.length !== body.queries.length) throw new Error(`a batch has ${result.length} results`);
    batches.push(ms);
  }
}
await served.close();

const program = join(root, 'dist', 'src', 'cli', 'main.js');
const server = await startServer(program, directory, []);
const bodies = queries.map((query) => JSON.stringify({ queries: [query], topk: 3, return_scores: true }));
const load = { port: server.port, path: '/retrieve', bodies, clients: CLIENTS };
const trainers = await runLoad({ ...load, warmSeconds: 1, seconds: Number(values.seconds) });
await server.stop();

const times = (samples: readonly number[]): number[] => {
  const { p50, p99 } = summarizeMs(samples);
  return [round(p50), round(p99)];
};
const tables: FreeTable[] = [
  {
    ...common,
    title: `Dialects over the native API: ${name}, ${values.asked} questions, 5 hits`,
    heads: [
      'dialect',
      'each hit with',
      'native, p50 ms',
      'dialect, p50 ms',
      'over native, p50 ms',
      'of the cores, p50 ms',
    ],
    rows: overNative.map(({ dialect, like, nativeMs, dialectMs, overMs, overCpuMs }) => [
      dialect,
      like,
      round(nativeMs, 3),
      round(dialectMs, 3),
      round(overMs, 3),
      round(overCpuMs, 3),
    ]),
    notes: [
      'Server and client in one process, one connection, all taking turns; for each question the fastest of three. The last columns are medians of the differences at each question: of the time that passed, and of the time that the process took of the cores, which other programs on the machine do not lengthen. Native is asked for as much of each hit: its snippet, its whole text, or neither.',
    ],
  },
  {
    ...common,
    title: `Traces of agents through CaRR's browser: ${name}`,
    heads: ['call', 'calls', 'failed', 'p50, ms', 'p99, ms'],
    rows: [
      ['search', replayed.searches, replayed.failed, ...times(replayed.searchMs)],
      ['look-up', replayed.lookups, 0, ...times(replayed.lookupMs)],
    ],
    notes: [
      `${replayed.withHits} searches found something, and their first hit was opened. Failures are counted once, over all calls.`,
    ],
  },
  {
    ...common,
    title: `Batches of ${BATCH} questions through /retrieve, whole texts of 3 hits: ${name}`,
    heads: ['batches', 'p50, ms', 'p99, ms', 'ms a question'],
    rows: [
      [
        batches.length,
        ...times(batches),
        round(batches.reduce((sum, ms) => sum + ms, 0) / (queries.length * BATCH_ROUNDS)),
      ],
    ],
  },
  {
    ...common,
    title: `${CLIENTS} clients that ask in turn through /retrieve, ${values.seconds} s: ${name}`,
    heads: ['answered', 'refused', 'failed', 'p50, ms', 'p99, ms'],
    rows: [[trainers.ms.length, trainers.refused, trainers.failed, ...times(Array.from(trainers.ms))]],
  },
];
for (const { title, rows } of tables.slice(1)) note(`${title}: ${rows.map((row) => row.join(', ')).join(' | ')}`);
writeFileSync(values.out, `${JSON.stringify(tables, null, 1)}\n`);
