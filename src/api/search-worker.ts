import { workerData } from 'node:worker_threads';
import { type KeyedSearch, readRequestKey } from '../contract/request-key.ts';
import type { FetchRequest } from '../contract/search.ts';
import { Reader } from '../reading/reader.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import type { ReadSearch } from '../retrieval/read-search.ts';
import type { SearchPipeline } from '../retrieval/search-pipeline.ts';
import { Searcher } from '../retrieval/searcher.ts';
import type { OpenIndex } from '../store/open.ts';
import { searchBody } from './search-answer.ts';
import { failureOf } from './task-outcome.ts';
import { TaskRunner } from './task-runner.ts';
import type { WorkerEnd } from './worker-lane.ts';
import type { TaskResult, WorkerStart } from './worker-message.ts';

/**
 * A worker thread of the server: holds views of every served index, and answers one task at a time, having
 * computed together what tasks that wait have in common.
 */

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
    const worker = new SearchWorker(served);
    new TaskRunner<SearchTask>(
      start,
      (task, checkpoint) => worker.carryOut(task, checkpoint),
      served.some(({ searcher }) => searcher.pipeline.gainsFromBatching)
        ? (tasks, checkpoint) => worker.computeTogether(tasks, checkpoint)
        : null,
    );
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

interface FoundSearch extends KeyedSearch {
  readonly index: Served;
  /** Read before its turn. */
  search?: ReadSearch;
}

class SearchWorker {
  readonly #served: readonly Served[];
  readonly #found = new WeakMap<SearchTask, FoundSearch>();

  constructor(served: readonly Served[]) {
    this.#served = served;
  }

  /**
   * Reads the searches, and compares what they ask of the vectors of an index in one pass. One of several queries is a batch
   * of its own.
   */
  async computeTogether(tasks: readonly SearchTask[], checkpoint: () => void): Promise<void> {
    const searches = new Map<SearchPipeline, ReadSearch[]>();
    for (const task of tasks) {
      if (task.kind !== 'search') continue;
      const found = this.#find(task);
      const { pipeline } = found.index.searcher;
      if (!pipeline.gainsFromBatching || found.isBatch || found.request.mode === 'bm25') continue;
      // What it refuses, it refuses again when it is carried out.
      found.search = await pipeline.read(found.request).catch(() => undefined);
      if (found.search !== undefined) searches.set(pipeline, [...(searches.get(pipeline) ?? []), found.search]);
    }
    for (const [pipeline, some] of searches) await pipeline.computeTogether(some, checkpoint);
  }

  async carryOut(task: SearchTask, checkpoint: () => void): Promise<TaskResult> {
    switch (task.kind) {
      case 'search': {
        const { index, request, isBatch, search } = this.#find(task);
        const { pipeline } = index.searcher;
        const read = search ?? (await pipeline.readTogether(request, checkpoint));
        const ranked = await pipeline.rank(read, checkpoint);
        let hits = 0;
        const body = searchBody({ index, queries: request.queries, isBatch }, (query, out) => {
          hits += pipeline.write(ranked, query, out);
        });
        return { value: hits, bytes: body };
      }
      case 'fetch':
        return { value: this.#served[task.index].reader.fetch(task.request), bytes: NO_BYTES };
      case 'links':
        return { value: this.#served[task.index].reader.links(task.id), bytes: NO_BYTES };
    }
  }

  #find(task: Extract<SearchTask, { kind: 'search' }>): FoundSearch {
    const known = this.#found.get(task);
    if (known !== undefined) return known;
    const keyed = readRequestKey(task.key);
    const index = this.#served.find(({ name }) => name === keyed.indexName);
    if (index === undefined) throw new TypeError(`no index ${keyed.indexName} in this worker`);
    const found = { ...keyed, index };
    this.#found.set(task, found);
    return found;
  }
}
