/** SIGTERM, SIGINT and SIGHUP for a process that serves. */
import { DRAIN_TIMEOUT_MS } from '../limits.ts';
import type { StillwebServer } from './server.ts';

const STOPPING = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface SignalOptions {
  readonly timeoutMs?: number;
  /** As `StillwebServer.drain`. Default: 0. */
  readonly delayMs?: number;
  /** Told once when the first signal arrives. */
  readonly onStopping?: (signal: NodeJS.Signals) => void;
}

/**
 * The first signal drains: exit code 0 when every accepted request was answered, 1 when the deadline cut some off. A
 * second signal ends the process at once with 1; not SIGHUP, which a terminal that closes sends more than once. Returns a function that takes the handlers away.
 */
export function exitOnSignals(server: Pick<StillwebServer, 'drain'>, options: SignalOptions = {}): () => void {
  const { timeoutMs = DRAIN_TIMEOUT_MS, delayMs = 0 } = options;
  let isStopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    if (isStopping && signal === 'SIGHUP') return;
    if (isStopping) process.exit(1);
    isStopping = true;
    options.onStopping?.(signal);
    // Closing what lies behind the connections may hang too; it gets a second more.
    setTimeout(() => process.exit(1), delayMs + timeoutMs + 1000).unref();
    server.drain(timeoutMs, delayMs).then(
      ({ isForced }) => process.exit(isForced ? 1 : 0),
      () => process.exit(1),
    );
  };
  for (const signal of STOPPING) process.on(signal, handle);
  return () => {
    for (const signal of STOPPING) process.off(signal, handle);
  };
}
