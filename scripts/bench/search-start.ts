/**
 * What one search of the terminal takes, from the start of the program to its end.
 *
 *   node dist/scripts/bench/search-start.js DIR... [--query "posting list"] [--runs 15] [--out FILE]
 *
 * Runs `node -e 0`, `stillweb --version` and `stillweb search DIR QUERY` in turn, so that what else the machine does falls on all of
 * them alike. Tells the clock, and how long the main thread had a core: on a busy machine only that says what the program costs, for it
 * is what the clock shows where a core is free. Linux. Prints a JSON record, which docs/performance/ keeps.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { median } from './median.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
/** Prints at the end the nanoseconds that the main thread had a core, and those that all threads had one. */
const REPORT = `data:text/javascript,import { readFileSync } from 'node:fs';
process.on('exit', () => {
  const [main] = readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ');
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\n' + main / 1e6 + ' ' + (user + system) / 1e3);
});`;

interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly runs: Run[];
}

/** Milliseconds. */
interface Run {
  readonly main: number;
  readonly threads: number;
  readonly clock: number;
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
  for (let round = 0; round < runs; round++) for (const command of commands) command.runs.push(time(command));
  const { cpu, cores, node } = describeMachine();
  const record = {
    kind: 'table',
    machine: `${cpu}, ${cores} cores, Node ${node}`,
    at: new Date().toISOString(),
    title: `One search of the terminal, from the start of the program to its end, ${runs} runs in turn`,
    heads: [
      '',
      'main thread, least, ms',
      'main thread, p50, ms',
      'all threads, p50, ms',
      'clock, least, ms',
      'clock, p50, ms',
    ],
    rows: commands.map(({ name, runs: all }) => {
      const [main, threads, clock] = (['main', 'threads', 'clock'] as const).map((key) => sorted(all, key));
      return [name, main[0], median(main), median(threads), clock[0], median(clock)];
    }),
    notes: [
      `${loadavg()[0].toFixed(1)} programs wanted a core meanwhile, of ${cores}. Every byte of the index is verified in each run. scripts/bench/search-start.ts`,
    ],
  };
  const text = `${JSON.stringify(record, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
}

function commandOf(name: string, words: readonly string[]): Command {
  return { name, words, runs: [] };
}

function time({ name, words }: Command): Run {
  const startMs = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', REPORT, ...words], { encoding: 'utf8' });
  const clock = performance.now() - startMs;
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
  const [main, threads] = stderr.slice(stderr.lastIndexOf('\n')).split(' ').map(Number);
  return { main, threads, clock };
}

function sorted(runs: readonly Run[], key: keyof Run): number[] {
  return runs.map((each) => Math.round(each[key])).sort((a, b) => a - b);
}

run();
