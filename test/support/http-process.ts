/** A server in a process of its own, from `dist/`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/dist\/$/, '');

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Exit code and signal, once it has ended. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** What it has written on standard error so far. */
  stderr(): string;
}

/** A program of the build, or null where it has not been built. */
export function builtProgram(path: string): string | null {
  const file = `${ROOT}dist/${path}`;
  return existsSync(file) ? file : null;
}

/** Starts a program that prints a line of JSON with its `url`; rejects when it ends before it does. */
export function startProcess(program: string, ...args: readonly string[]): Promise<ServerProcess> {
  return startProcessWith({}, program, ...args);
}

/** The same with variables beside those of this process. */
export async function startProcessWith(
  environment: Readonly<Record<string, string>>,
  program: string,
  ...args: readonly string[]
): Promise<ServerProcess> {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line).url);
    });
    exited.then(({ code }) => reject(new Error(`the server ended with ${code}: ${stderr}`)));
  });
  return { url, child, exited, stderr: () => stderr };
}

/** Resident memory of a process in bytes, from procfs; null elsewhere than on Linux. */
export async function residentBytes(pid: number): Promise<number | null> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}
