import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../program.ts';
import type { FuzzOutcome } from './fuzz-worker.ts';

export interface FuzzReport {
  readonly tried: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly peakMiB: number;
  readonly failures: readonly FuzzOutcome[];
}

/** Runs the built `fuzz-program.ts` in a process of its own. */
export function fuzz(mutations: number, seed: number): FuzzReport {
  const program = join(ROOT, 'dist', 'test', 'support', 'fuzz', 'fuzz-program.js');
  const flags = ['--mutations', String(mutations), '--seed', String(seed)];
  const ran = spawnSync(process.execPath, [program, ...flags], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as FuzzReport;
}
