/**
 * What one search of the terminal takes, from the start of the program to its end.
 *
 *   node dist/scripts/bench/search-start.js DIR... [--query "posting list"] [--runs 15] [--out FILE]
 *
 * Runs `node -e 0`, `stillweb --version` and `stillweb search DIR QUERY` in turn, so that what else the machine does falls on all of
 * them alike, and tells their clock and their processor time: on a busy machine only the second says what the program costs. Prints a
 * JSON record, which docs/performance/ keeps.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
/** Elapsed, user and system seconds, as the shell counts them. */
const TIMED = 'TIMEFORMAT="%3R %3U %3S"; time "$@" > /dev/null';

interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly elapsedMs: number[];
  readonly processorMs: number[];
}

function run(): void {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      query: { type: 'string', default: 'posting list' },
      runs: { type: 'string', default: '15' },
      out: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  const commands = [
    commandOf('node -e 0', ['-e', '0']),
    commandOf('stillweb --version', [PROGRAM, '--version']),
    ...positionals.map((directory) =>
      commandOf(`stillweb search ${basename(resolve(directory))}`, [PROGRAM, 'search', directory, values.query]),
    ),
  ];
  for (const command of commands) time(command);
  for (const { elapsedMs, processorMs } of commands) elapsedMs.length = processorMs.length = 0;
  for (let round = 0; round < runs; round++) for (const command of commands) time(command);
  const { cpu, cores, node } = describeMachine();
  const record = {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    at: new Date().toISOString(),
    title: `One search of the terminal, from the start of the program to its end, ${runs} runs in turn`,
    heads: [
      '',
      'processor, least, ms',
      'processor, p50, ms',
      'clock, least, ms',
      'clock, p50, ms',
      'clock, × of node -e 0',
    ],
    rows: commands.map(({ name, elapsedMs, processorMs }) => [
      name,
      ...[Math.min(...processorMs), median(processorMs), Math.min(...elapsedMs), median(elapsedMs)].map(Math.round),
      Number((median(elapsedMs) / median(commands[0].elapsedMs)).toFixed(1)),
    ]),
    notes: [
      `${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}. Every byte of the index is verified in each run. scripts/bench/search-start.ts`,
    ],
  };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

function commandOf(name: string, words: readonly string[]): Command {
  return { name, words, elapsedMs: [], processorMs: [] };
}

function time({ name, words, elapsedMs, processorMs }: Command): void {
  const { status, stderr } = spawnSync('bash', ['-c', TIMED, 'bash', process.execPath, ...words], { encoding: 'utf8' });
  const [elapsed, user, system] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  elapsedMs.push(elapsed * 1000);
  processorMs.push((user + system) * 1000);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

run();
