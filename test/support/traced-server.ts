/** A server over the memory backend whose calls are recorded. */
import { join } from 'node:path';
import { Experiment } from '../../src/experiment/experiment.ts';
import type { Intervention } from '../../src/experiment/intervention.ts';
import { readTrace } from '../../src/experiment/trace/read-trace.ts';
import type { TraceCall } from '../../src/experiment/trace/trace-line.ts';
import { TraceRecorder } from '../../src/experiment/trace/trace-recorder.ts';
import type { SearchBackend } from '../../src/serving/search-backend.ts';
import { type RunningServer, startServer } from './http-server.ts';
import { MemoryBackend } from './memory-backend.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Names the session of a request in any dialect. */
export const SESSION = 'x-stillweb-session';

export interface TracedServer extends AsyncDisposable {
  readonly running: RunningServer;
  readonly path: string;
  readonly experiment: Experiment;
  /** Ends the server, and gives the calls. */
  calls(): Promise<TraceCall[]>;
}

export async function startTraced(
  interventions: readonly Intervention[] = [],
  path = join(temporaryFolder(), 'trace.jsonl'),
  backend: SearchBackend = new MemoryBackend(),
): Promise<TracedServer> {
  const experiment = new Experiment({ recorder: await TraceRecorder.open(path), interventions });
  const running = await startServer({ conductor: experiment }, backend);
  const end = (): PromiseLike<void> => running[Symbol.asyncDispose]();
  return {
    ...{ running, path, experiment },
    async calls() {
      await end();
      const calls: TraceCall[] = [];
      for await (const entry of readTrace(path)) if (entry.kind === 'call') calls.push(entry.call);
      return calls;
    },
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
}
