import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { describeMachine } from '../../src/benchmark/machine.ts';
import { startServer } from '../../src/benchmark/server-process.ts';
import { watchStolenTime } from '../../src/benchmark/stolen-time.ts';
import { makePages, pageName } from './change/made-pages.ts';
import type { StageReport } from './change/report-stages.ts';
import type { FreeTable } from './performance/kept-file.ts';

/**
 * `npm run bench:change`: what it costs to bring an index up to date when one page of a folder was edited. Builds the folder, then edits
 * a page and calls `stillweb index --sync`, several times; then the same while `stillweb index --watch` follows the folder. At the end it
 * builds anew, and the ids must be equal. Prints a table for docs/performance/ as JSON.
 *
 *   npm run bench:change -- [--pages 2700] [--characters 8000] [--changes 5] [--out FILE] [--folder DIR] [-- flags of stillweb index]
 */
const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'dist', 'src', 'cli', 'main.js');
const reporter = pathToFileURL(join(import.meta.dirname, 'change', 'report-stages.js')).href;
const { values, positionals: flags } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: 'string', default: '2700' },
    characters: { type: 'string', default: '8000' },
    changes: { type: 'string', default: '5' },
    out: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
  },
});

interface Run extends StageReport {
  readonly id: string;
  /** From the call to the end of the process. */
  readonly wallS: number;
  /** To the first answer from the new generation; 0 where nobody serves it. */
  readonly servedS: number;
}

const folder = mkdtempSync(join(values.folder, 'stillweb-change-'));
const pages = join(folder, 'pages');

async function index(out: string, ...more: readonly string[]): Promise<Run> {
  const told = join(folder, 'stages.json');
  const startMs = performance.now();
  const arguments_ = ['--import', reporter, program, 'index', pages, '--out', join(folder, out), '--json', ...more];
  const child = spawn(process.execPath, [...arguments_, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CHANGE_STAGES: told },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [status] = await once(child, 'close');
  const wallS = (performance.now() - startMs) / 1000;
  if (status !== 0) throw new Error(`stillweb index ended with ${status}: ${errors}`);
  const { id } = JSON.parse(output) as { id: string };
  return { ...(JSON.parse(readFileSync(told, 'utf8')) as StageReport), id, wallS, servedS: 0 };
}

async function idServed(port: number): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/search?query=edition&k=1`);
  return ((await answer.json()) as { index?: { id: string } }).index?.id;
}

/** The same of a change, and when a server that serves the index has answered with it. */
async function change(port: number): Promise<Run> {
  const startMs = performance.now();
  const run = await index('index', '--sync');
  while ((await idServed(port)) !== run.id) await setTimeout(10);
  return { ...run, servedS: (performance.now() - startMs) / 1000 };
}

/** Follows the folder until it is ended. @returns once it has looked at the folder for the first time */
async function follow(): Promise<ChildProcess> {
  const arguments_ = [program, 'index', pages, '--out', join(folder, 'index'), '--watch', ...flags];
  const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

/** Edits a page of a folder that is followed. @returns seconds from the edit to the first answer from the new generation, and its id */
async function editFollowed(number: number, port: number): Promise<{ readonly servedS: number; readonly id: string }> {
  const before = await idServed(port);
  const startMs = performance.now();
  edit(number);
  for (;;) {
    const id = await idServed(port);
    if (id !== undefined && id !== before) return { id, servedS: (performance.now() - startMs) / 1000 };
    await setTimeout(10);
  }
}

/** Appends a sentence to a page, another one each time. */
function edit(change: number): void {
  const page = Math.floor((Number(values.pages) * (2 * change + 1)) / (4 * Number(values.changes)));
  appendFileSync(join(pages, pageName(page)), `\nThe edition ${change + 1} of this page says more.\n`);
}

const round = (seconds: number): number => Number(seconds.toFixed(2));

function describe(what: string, run: Run, whole: Run): (string | number)[] {
  const { stages, endedS, wallS, servedS, cpuS, peakBytes } = run;
  const times = heads.map((stage) => {
    const at = stages.findIndex((each) => each.stage === stage);
    return at < 0 ? 0 : round((stages[at + 1]?.beganS ?? endedS) - stages[at].beganS);
  });
  const start = round(stages[0]?.beganS ?? endedS);
  const served = servedS === 0 ? '' : round(servedS);
  return [
    what,
    round(wallS),
    served,
    round(wallS / whole.wallS),
    round(cpuS),
    start,
    ...times,
    Math.round(peakBytes / 1e6),
  ];
}

let heads: string[] = [];
try {
  makePages(pages, join(root, 'corpus', 'handbook', 'articles'), Number(values.pages), Number(values.characters));
  const stolen = watchStolenTime();
  const build = await index('index');
  const server = await startServer(program, join(folder, 'index'), ['--workers', '1'], true);
  const changes: Run[] = [];
  const followed: number[] = [];
  let last = '';
  try {
    for (let number = 0; number < Number(values.changes); number++) {
      edit(number);
      changes.push(await change(server.port));
    }
    const follower = await follow();
    try {
      for (let number = 0; number < Number(values.changes); number++) {
        const { id, servedS } = await editFollowed(Number(values.changes) + number, server.port);
        last = id;
        followed.push(servedS);
      }
    } finally {
      follower.kill('SIGTERM');
      await once(follower, 'exit');
    }
  } finally {
    await server.stop();
  }
  const anew = await index('anew');
  if (anew.id !== last) throw new Error('a change and a build from nothing have different ids');
  heads = [...new Set([build, ...changes].flatMap(({ stages }) => stages.map(({ stage }) => stage)))];
  const machine = describeMachine();
  const table: FreeTable = {
    kind: 'table',
    title: ['One page of', values.pages, 'edited', ...flags].join(' '),
    machine: `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`,
    at: new Date().toISOString(),
    heads: [
      'call',
      'wall s',
      'served s',
      'of the build',
      'CPU s',
      'start s',
      ...heads.map((stage) => `${stage} s`),
      'peak MB',
    ],
    rows: [
      describe('build', build, anew),
      ...changes.map((change, i) => describe(`change ${i + 1}`, change, anew)),
      ...followed.map((servedS, i) => [
        `followed change ${i + 1}`,
        '',
        round(servedS),
        '',
        '',
        '',
        ...heads.map(() => ''),
        '',
      ]),
      describe('build anew', anew, anew),
    ],
    notes: [
      `Pages of ${values.characters} characters. A change is one sentence more in one page, another page each time, and \`stillweb index --sync\` in a process of its own; it is served when a server with one worker, which runs meanwhile, first answers from it. A followed change is the same edit while \`stillweb index --watch\` runs, timed from the edit on. The build anew has the id of the last change.`,
      `The host gave ${Math.round(100 * (stolen() ?? 0))} % of the time of the cores to others.`,
    ],
  };
  const text = `${JSON.stringify(table, null, 1)}\n`;
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
