import { Worker } from 'node:worker_threads';
import type { SearchMode } from '../contract/search.ts';
import { type LatencySummary, roundMs, summarizeMs } from '../evaluation/latency.ts';
import { workerFile } from '../worker-file.ts';
import type { LoadOutcome, LoadPlan } from './load-thread.ts';
import { readMemory, startServer } from './server-process.ts';
import { rerankingOf, type Workload } from './workload.ts';

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
      const bodies = workload.queries.map(({ text }) =>
        JSON.stringify({ query: text, k: workload.k, mode, ...rerankingOf(workload) }),
      );
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

/** Loads a server from a thread of its own. */
export function runLoad(plan: LoadPlan): Promise<LoadOutcome> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(workerFile(import.meta.url, './load-thread.js'), { workerData: plan });
    thread.once('message', resolve);
    thread.once('error', reject);
    // Comes after the message, if there was one.
    thread.once('exit', () => reject(new Error('the thread that makes the load ended without figures')));
  });
}
