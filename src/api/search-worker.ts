import { workerData } from 'node:worker_threads';
import type { FetchRequest, SearchRequest } from '../contract/search.ts';
import { Reader } from '../reading/reader.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';
import { searchAnswer } from './search-answer.ts';
import { failureOf } from './task-outcome.ts';
import { type TaskResult, TaskRunner } from './task-runner.ts';
import type { WorkerEnd } from './worker-lane.ts';
import type { WorkerStart } from './worker-message.ts';

/** A worker thread of the server: holds views of every served index, and answers one task at a time. */

/** Every served index, with the mailbox to the GPU that holds its vectors; null for the CPU. */
export type WorkerData = readonly { readonly index: OpenIndex; readonly mailbox: GpuMailbox | null }[];

export type SearchTask = {
  /** Position of the index among those served. */
  readonly index: number;
} & (
  | { readonly kind: 'search'; readonly request: SearchRequest; readonly isBatch: boolean }
  | { readonly kind: 'fetch'; readonly request: FetchRequest }
  | { readonly kind: 'links'; readonly id: string }
);

/** Ends only when an index cannot be opened. */
export default async function serve(start: WorkerStart): Promise<WorkerEnd> {
  try {
    const served = await Promise.all((workerData as WorkerData).map(openForReading));
    new TaskRunner<SearchTask>(start, (task, checkpoint) => carryOut(served[task.index], task, checkpoint));
  } catch (error) {
    return failureOf(error);
  }
  return new Promise<never>(() => {});
}

interface Served {
  readonly name: string;
  readonly id: string;
  readonly searcher: Searcher;
  readonly reader: Reader;
}

async function openForReading({ index, mailbox }: WorkerData[number]): Promise<Served> {
  const searcher = await Searcher.open(index, mailbox);
  const reader = new Reader(searcher.view, searcher.documents);
  return { name: index.name, id: index.manifest.id, searcher, reader };
}

async function carryOut(served: Served, task: SearchTask, checkpoint: () => void): Promise<TaskResult> {
  switch (task.kind) {
    case 'search': {
      const hits = await served.searcher.write(task.request, checkpoint);
      const answer = searchAnswer({ index: served, queries: task.request.queries, isBatch: task.isBatch }, hits);
      return { value: answer, transfer: [answer.body.buffer] };
    }
    case 'fetch':
      return { value: served.reader.fetch(task.request) };
    case 'links':
      return { value: served.reader.links(task.id) };
  }
}
