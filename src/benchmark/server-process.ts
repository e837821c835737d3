import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A server of ours in a process of its own, on a free port of 127.0.0.1, for measuring. */

const START_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 20_000;

export interface RunningServer {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/**
 * @param program the command line program
 * @param flags of `serve`, behind those that a measurement needs
 * @param isWatching whether it takes up generations that come
 * @throws Error when the server does not start
 */
export async function startServer(
  program: string,
  directory: string,
  flags: readonly string[],
  isWatching = false,
): Promise<RunningServer> {
  const arguments_ = [program, 'serve', directory, '--host', '127.0.0.1', '--port', '0', '--log', 'off', '--json'];
  const child = spawn(process.execPath, [...arguments_, ...(isWatching ? [] : ['--no-watch']), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-4000);
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server did not start in time')), START_TIMEOUT_MS);
    timer.unref();
    child.once('error', reject);
    void exited.then((code) => reject(new Error(`the server ended with ${code}: ${errors.trim()}`)));
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) resolve(Number(new URL((JSON.parse(line) as { url: string }).url).port));
    });
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  try {
    return { port: await ready, child, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of a process; null where the system does not tell (procfs). */
export function readMemory(pid: number): { residentBytes: number | null; peakBytes: number | null } {
  let status = '';
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    // No procfs here.
  }
  const read = (name: string): number | null => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  };
  return { residentBytes: read('VmRSS'), peakBytes: read('VmHWM') };
}

/** `USER_HZ`, which Linux fixes for programs. */
const TICKS_PER_SECOND = 100;

/** What all threads of a process have taken of all cores so far; 0 where the system does not tell (procfs). */
export function readProcessorSeconds(pid: number): number {
  let status = '';
  try {
    status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return 0;
  }
  // The name of the program, in brackets, may hold spaces.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
