import type { MessagePort } from 'node:worker_threads';
import { checkEngine } from '../retrieval/engines.ts';
import { compareProbes } from '../retrieval/proof.ts';
import { type OpenIndex, openIndex } from '../store/open.ts';
import { failureOf, type TaskOutcome } from './task-outcome.ts';

/**
 * Opens and verifies an index apart from the thread that speaks HTTP: reading a large index takes seconds, and a server
 * that swaps to a new generation goes on answering meanwhile. The memory is shared, so handing it over costs nothing.
 */
export interface OpenTask {
  readonly directory: string;
  readonly name: string | undefined;
  /** Gets `[done, total]` in bytes. */
  readonly port: MessagePort;
}

export type OpenAnswer =
  | { readonly index: OpenIndex; readonly probes: 'exact' | 'differs' | null }
  | Extract<TaskOutcome, { refusal: unknown }>;

export default async function open({ directory, name, port }: OpenTask): Promise<OpenAnswer> {
  try {
    const index = openIndex(directory, { name, onProgress: (done, total) => port.postMessage([done, total]) });
    checkEngine(index.manifest.engine, index.manifest.encoder?.kind ?? 'none');
    return { index, probes: await compareProbes(index.manifest) };
  } catch (error) {
    const failure = failureOf(error);
    if ('bug' in failure) throw error;
    return failure;
  } finally {
    port.close();
  }
}
