import { type SpawnSyncOptions, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built program, run as a user runs it. */

/** The repository, from `test/support` as from `dist/test/support`. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');
export const PROGRAM = join(ROOT, 'dist', 'src', 'cli', 'main.js');
export const HANDBOOK = join(ROOT, 'corpus', 'handbook');
export const ARTICLES = join(HANDBOOK, 'articles');
export const isBuilt = existsSync(PROGRAM);

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs one command to its end. */
export function runProgram(arguments_: readonly string[], options: SpawnSyncOptions = {}): Outcome {
  const ran = spawnSync(process.execPath, [PROGRAM, ...arguments_], { ...options, stdio: 'pipe', encoding: 'utf8' });
  return { code: ran.status, out: String(ran.stdout), err: String(ran.stderr) };
}

/** Runs a command and kills it with SIGKILL after so many milliseconds, unless it ends before. */
export function killProgram(arguments_: readonly string[], afterMs: number): Promise<{ wasKilled: boolean }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAM, ...arguments_], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    child.on('exit', (_code, signal) => {
      clearTimeout(timer);
      resolve({ wasKilled: signal === 'SIGKILL' });
    });
  });
}

/** SHA-256 of every file below a folder, by path. */
export function hashTree(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hashes[relative(folder, path)] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return Object.fromEntries(Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
