import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { buildFuzzed, FUZZED } from './collection.ts';
import type { FuzzOutcome, FuzzTask } from './fuzz-worker.ts';

/**
 * Tries many mutations of small indexes with repaired hashes, and prints what became of them as JSON. Every mutation is told
 * by the seed and its number. A thread that has computed for too long on one is ended, and counted.
 *
 *   node dist/test/support/fuzz/fuzz-program.js --mutations 500 --seed 1 [--from 0] [--verbose]
 */

/** Processor time, so that a busy machine is not taken for a hang. */
const HANG_CPU_MS = 10_000;
const LOOK_MS = 200;

const { values } = parseArgs({
  options: {
    mutations: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    verbose: { type: 'boolean', default: false },
  },
});

const outcomes: FuzzOutcome[] = [];

/** @returns the mutation that hung, or null when all were tried */
function run(directories: readonly string[], from: number, to: number): Promise<number | null> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const data: FuzzTask = { directories, seed: Number(values.seed), from, to, progress };
  // The compiled file stands beside this one.
  const worker = new Worker(new URL('./fuzz-worker.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  return new Promise((resolve, reject) => {
    let current = -1;
    let started = process.cpuUsage();
    let hung: number | null = null;
    const timer = setInterval(() => {
      const mutation = Atomics.load(progress, 0);
      if (mutation !== current) {
        current = mutation;
        started = process.cpuUsage();
        return;
      }
      const { user, system } = process.cpuUsage(started);
      if ((user + system) / 1000 < HANG_CPU_MS || outcomes.length === 0) return;
      hung = mutation;
      void worker.terminate();
    }, LOOK_MS);
    worker.on('message', (outcome: FuzzOutcome) => {
      outcomes.push(outcome);
      if (values.verbose) console.error(JSON.stringify(outcome));
    });
    worker.on('error', (error) => {
      clearInterval(timer);
      outcomes.push({ mutation: current, what: 'thread', verdict: 'failure', told: String(error), cpuMs: 0 });
      reject(error);
    });
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(hung);
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'stillweb-fuzz-'));
const began = Date.now();
try {
  const directories: string[] = [];
  for (const [i, options] of Object.values(FUZZED).entries()) {
    directories.push(await buildFuzzed(folder, `index-${i}`, options));
  }
  const to = Number(values.from) + Number(values.mutations);
  for (let from = Number(values.from); from < to; ) {
    const hung = await run(directories, from, to);
    if (hung === null) break;
    outcomes.push({ mutation: hung, what: 'hang', verdict: 'failure', told: 'it does not end', cpuMs: HANG_CPU_MS });
    from = hung + 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const counts: Record<string, number> = {};
for (const { verdict } of outcomes) counts[verdict] = (counts[verdict] ?? 0) + 1;
const failures = outcomes.filter(({ verdict }) => verdict === 'failure');
const slowestMs = outcomes.reduce((most, { cpuMs }) => Math.max(most, cpuMs), 0);
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(
  JSON.stringify({ tried: outcomes.length, counts, slowestMs, peakMiB, wallMs: Date.now() - began, failures }),
);
