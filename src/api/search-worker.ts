import { workerData } from 'node:worker_threads';
import type { FetchRequest, SearchRequest } from '../contract/search.ts';
import { type ErrorCode, type ErrorFacts, StillwebError } from '../errors.ts';
import { Reader } from '../reading/reader.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';

/** A worker thread of the server: holds views of every served index, and answers one task at a time. */

/** Every served index, with the mailbox to the GPU that holds its vectors; null for the CPU. */
export type WorkerData = readonly { readonly index: OpenIndex; readonly mailbox: GpuMailbox | null }[];

export type WorkerTask = {
  /** Position of the index among those served. */
  readonly index: number;
  /** When to give up, in milliseconds since the epoch. */
  readonly deadline: number;
} & (
  | { readonly kind: 'search'; readonly request: SearchRequest }
  | { readonly kind: 'fetch'; readonly request: FetchRequest }
  | { readonly kind: 'links'; readonly id: string }
);

/** Errors are data here: a thread boundary keeps no class and no extra property of an `Error`. */
export type WorkerAnswer =
  | { readonly value: unknown }
  | { readonly refusal: { readonly code: ErrorCode; readonly message: string; readonly facts: ErrorFacts } };

const served = await Promise.all(
  (workerData as WorkerData).map(async ({ index, mailbox }) => {
    const searcher = await Searcher.open(index, mailbox);
    return { searcher, reader: new Reader(searcher.view, searcher.documents) };
  }),
);

export default async function answer(task: WorkerTask): Promise<WorkerAnswer> {
  try {
    return { value: await run(task) };
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    const { code, message, facts } = error;
    return { refusal: { code, message, facts } };
  }
}

async function run(task: WorkerTask): Promise<unknown> {
  const checkpoint = (): void => {
    if (Date.now() < task.deadline) return;
    throw new StillwebError('DEADLINE_EXCEEDED', 'the search was not done before its deadline');
  };
  // A task that waited too long is not begun: its caller has gone.
  checkpoint();
  const { searcher, reader } = served[task.index];
  switch (task.kind) {
    case 'search': {
      const results = await searcher.search(task.request, checkpoint);
      return results.map(({ hits }) => JSON.stringify(hits));
    }
    case 'fetch':
      return reader.fetch(task.request);
    case 'links':
      return reader.links(task.id);
  }
}
