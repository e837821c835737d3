import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { SearchMode } from '../contract/search.ts';
import { type LatencySummary, summarizeMs } from '../evaluation/latency.ts';
import { workerFile } from '../worker-file.ts';
import type { LoadOutcome, LoadPlan } from './load-thread.ts';
import { roundMs } from './query-class.ts';
import type { Workload } from './workload.ts';

/** One number of connections, for some seconds. */
export interface HttpLevel {
  readonly mode: SearchMode;
  readonly clients: number;
  readonly seconds: number;
  /** Answered with 200; only these count in `qps` and `ms`. */
  readonly answered: number;
  /** 429 and 503. */
  readonly refused: number;
  readonly failed: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly qps: number;
  /** Null when nothing was answered. */
  readonly ms: LatencySummary | null;
  /** How long the answered waited for a worker; null when nothing was answered, or the server did not tell. */
  readonly waitMs: LatencySummary | null;
}

export interface HttpMeasurement {
  readonly levels: readonly HttpLevel[];
  readonly server: {
    readonly startMs: number;
    /** Resident memory after the last level, and the most there was; null where the system does not tell (procfs). */
    readonly residentBytes: number | null;
    readonly peakBytes: number | null;
  };
}

const START_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 20_000;
const MAX_WARM_SECONDS = 1;

/**
 * Serves the index in a process of its own on a free port of 127.0.0.1 and loads it from a thread: what is measured is the
 * native search with title and snippet, as clients use it. Load and server share the machine.
 *
 * @param program the command line program, and what stands before `serve`'s own arguments
 * @throws Error when the server does not start
 */
export async function measureOverHttp(
  program: string,
  directory: string,
  workload: Workload,
  serveFlags: readonly string[] = [],
  onLevel: (mode: SearchMode, clients: number) => void = () => {},
): Promise<HttpMeasurement> {
  const startMs = performance.now();
  const server = await startServer(program, directory, serveFlags);
  const startedMs = Math.round(performance.now() - startMs);
  try {
    const levels: HttpLevel[] = [];
    for (const mode of workload.modes) {
      const bodies = workload.queries.map(({ text }) => JSON.stringify({ query: text, k: workload.k, mode }));
      for (const clients of workload.clients) {
        onLevel(mode, clients);
        const { seconds } = workload;
        const warmSeconds = workload.warm === 0 ? 0 : Math.min(MAX_WARM_SECONDS, seconds);
        const outcome = await runLoad({ port: server.port, path: '/v1/search', bodies, clients, warmSeconds, seconds });
        levels.push(describeLevel(mode, clients, outcome));
      }
    }
    const memory = readMemory(server.child.pid as number);
    return { levels, server: { startMs: startedMs, ...memory } };
  } finally {
    await server.stop();
  }
}

export function describeLevel(mode: SearchMode, clients: number, outcome: LoadOutcome): HttpLevel {
  const { ms, wallSeconds, refused, failed, statuses } = outcome;
  const waits = Array.from(outcome.waitMs).filter((wait) => !Number.isNaN(wait));
  return {
    mode,
    clients,
    seconds: Number(wallSeconds.toFixed(3)),
    answered: ms.length,
    refused,
    failed,
    statuses,
    qps: Number((ms.length / wallSeconds).toFixed(1)),
    ms: ms.length === 0 ? null : roundMs(summarizeMs(Array.from(ms))),
    waitMs: waits.length === 0 ? null : roundMs(summarizeMs(waits)),
  };
}

function runLoad(plan: LoadPlan): Promise<LoadOutcome> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(workerFile(import.meta.url, './load-thread.js'), { workerData: plan });
    thread.once('message', resolve);
    thread.once('error', reject);
    // Comes after the message, if there was one.
    thread.once('exit', () => reject(new Error('the thread that makes the load ended without figures')));
  });
}

interface RunningServer {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

async function startServer(program: string, directory: string, flags: readonly string[]): Promise<RunningServer> {
  const arguments_ = [program, 'serve', directory, '--host', '127.0.0.1', '--port', '0', '--log', 'off', '--json'];
  const child = spawn(process.execPath, [...arguments_, '--no-watch', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
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

function readMemory(pid: number): { residentBytes: number | null; peakBytes: number | null } {
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
