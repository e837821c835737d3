import { workerData } from 'node:worker_threads';
import { readRequestKey } from '../contract/request-key.ts';
import type { FetchRequest } from '../contract/search.ts';
import { Reader } from '../reading/reader.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';
import { searchBody } from './search-answer.ts';
import { failureOf } from './task-outcome.ts';
import { TaskRunner } from './task-runner.ts';
import type { WorkerEnd } from './worker-lane.ts';
import type { TaskResult, WorkerStart } from './worker-message.ts';

/** A worker thread of the server: holds views of every served index, and answers one task at a time. */

/** Every served index, with the mailbox to the GPU that holds its vectors; null for the CPU. */
export type WorkerData = readonly { readonly index: OpenIndex; readonly mailbox: GpuMailbox | null }[];

export type SearchTask =
  /** Of contract/request-key.ts. */
  | { readonly kind: 'search'; readonly key: string }
  /** `index` is the position of the index among those served. */
  | { readonly kind: 'fetch'; readonly index: number; readonly request: FetchRequest }
  | { readonly kind: 'links'; readonly index: number; readonly id: string };

/** Ends only when an index cannot be opened. */
export default async function serve(start: WorkerStart): Promise<WorkerEnd> {
  try {
    const served = await Promise.all((workerData as WorkerData).map(openForReading));
    new TaskRunner<SearchTask>(start, (task, checkpoint) => carryOut(served, task, checkpoint));
  } catch (error) {
    return failureOf(error);
  }
  return new Promise<never>(() => {});
}

const NO_BYTES = new Uint8Array(0);

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

async function carryOut(served: readonly Served[], task: SearchTask, checkpoint: () => void): Promise<TaskResult> {
  switch (task.kind) {
    case 'search': {
      const { indexName, request, isBatch } = readRequestKey(task.key);
      const index = served.find(({ name }) => name === indexName);
      if (index === undefined) throw new TypeError(`no index ${indexName} in this worker`);
      const { searcher } = index;
      const ranked = await searcher.rankEach(request, checkpoint);
      const body = searchBody({ index, queries: request.queries, isBatch }, (query, out) => {
        checkpoint();
        searcher.write(ranked[query], request, out);
      });
      return { value: ranked.reduce((sum, { hits }) => sum + hits.length, 0), bytes: body };
    }
    case 'fetch':
      return { value: served[task.index].reader.fetch(task.request), bytes: NO_BYTES };
    case 'links':
      return { value: served[task.index].reader.links(task.id), bytes: NO_BYTES };
  }
}
