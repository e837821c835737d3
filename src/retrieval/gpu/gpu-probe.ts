import { findAdapter } from './dawn.ts';

/**
 * A program of its own that looks for a GPU and prints what it found as one line of JSON: a driver that crashes, or
 * writes to standard error, does so here and not in the server.
 */
let found: { readonly name: string; readonly isFallback: boolean } | { readonly reason: string };
try {
  const { name, isFallback } = await findAdapter();
  found = { name, isFallback };
} catch (error) {
  found = { reason: (error as Error).message };
}
// Dawn keeps the event loop alive, and a pipe is written to at once only by this call's last callback.
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
