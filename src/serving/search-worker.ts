import { workerData } from 'node:worker_threads';
import { type KeyedRequest, readAnswerKey } from '../contract/answer-key.ts';
import type { EncoderDescription } from '../contract/encoder-description.ts';
import type { SearchRequest } from '../contract/search.ts';
import { type EncoderPlace, resolveEncoder } from '../encoder/encoders.ts';
import { importAhead, importModules, type ModuleUrls } from '../modules.ts';
import type { GpuMailbox } from '../retrieval/gpu/mailbox.ts';
import type { Checkpoint } from '../retrieval/search-pipeline.ts';
import type { OpenIndex } from '../store/open.ts';
import { failureOf } from '../task-failure.ts';
import { answerFrom } from './answer-from.ts';
import { LocalSource } from './local-source.ts';
import { TaskRunner } from './task-runner.ts';
import type { WorkerEnd } from './worker-lane.ts';
import type { TaskResult, WorkerStart } from './worker-message.ts';
import type { WrittenAnswer } from './written-answer.ts';

/**
 * A worker thread of a pool: holds views of every served index, and answers one task at a time, having computed together what
 * tasks that wait have in common.
 */

/** What a thread loads before it is told what to serve. */
export interface WorkerAhead {
  /** Imported before any index is opened. */
  readonly modules: ModuleUrls;
  readonly encoders: readonly { readonly description: EncoderDescription; readonly place: EncoderPlace }[];
}

export interface WorkerData {
  /** Every served index, with the mailbox to the GPU that holds its vectors; null for the CPU. */
  readonly indexes: readonly { readonly index: OpenIndex; readonly mailbox: GpuMailbox | null }[];
}

/** A key of contract/answer-key.ts, in an object that is this task and no other. */
export interface SearchTask {
  readonly key: string;
  readonly takesNotes?: boolean;
}

/** What is said of an answer beside its bytes. */
export type AnswerFacts = Pick<WrittenAnswer, 'hits' | 'mediaType' | 'notes'>;

const { modules, encoders } = workerData as WorkerAhead;
await importAhead(modules);
// Kept open, for those who open them too. What goes wrong is told to whoever serves an index with it.
await Promise.allSettled(encoders.map(({ description, place }) => resolveEncoder(description, place)));

/** Ends only when an index cannot be opened. */
export default async function serve(start: WorkerStart): Promise<WorkerEnd> {
  try {
    const { indexes } = start.data as WorkerData;
    await importModules(modules);
    const sources = await Promise.all(indexes.map(({ index, mailbox }) => LocalSource.open(index, mailbox)));
    // Before the first search: a model may take longer to load than a search may take.
    for (const source of sources) await source.loadRerankers();
    const worker = new SearchWorker(sources);
    new TaskRunner<SearchTask>(
      start,
      (task, checkpoint) => worker.carryOut(task, checkpoint),
      sources.some(({ gainsFromBatching }) => gainsFromBatching)
        ? (tasks, checkpoint) => worker.computeTogether(tasks, checkpoint)
        : null,
    );
  } catch (error) {
    return failureOf(error);
  }
  return new Promise<never>(() => {});
}

interface FoundTask {
  readonly source: LocalSource;
  readonly asked: KeyedRequest;
}

class SearchWorker {
  readonly #sources: ReadonlyMap<string, LocalSource>;
  readonly #found = new WeakMap<SearchTask, FoundTask>();

  constructor(sources: readonly LocalSource[]) {
    this.#sources = new Map(sources.map((source) => [source.name, source]));
  }

  /** Compares what the searches ask of the vectors of an index in one pass. A request of several queries is a batch to itself. */
  async computeTogether(tasks: readonly SearchTask[], checkpoint: Checkpoint): Promise<void> {
    const batches = new Map<LocalSource, SearchRequest[]>();
    for (const task of tasks) {
      const { source, asked } = this.#find(task);
      if (!source.gainsFromBatching || asked.kind !== 'search') continue;
      if (asked.request.queries.length > 1 || asked.request.mode === 'bm25') continue;
      batches.set(source, [...(batches.get(source) ?? []), asked.request]);
    }
    for (const [source, requests] of batches) await source.prepare(requests, checkpoint);
  }

  async carryOut(task: SearchTask, checkpoint: Checkpoint): Promise<TaskResult> {
    const { source, asked } = this.#find(task);
    // The runner copies it before the next task begins.
    const written = await answerFrom(source, asked, checkpoint, (body) => body, task.takesNotes === true);
    const { body, ...value }: { body: Uint8Array<ArrayBuffer> } & AnswerFacts = written;
    return { value, bytes: body };
  }

  #find(task: SearchTask): FoundTask {
    const known = this.#found.get(task);
    if (known !== undefined) return known;
    const asked = readAnswerKey(task.key);
    const source = this.#sources.get(asked.indexName);
    if (source === undefined) throw new TypeError(`no index ${asked.indexName} in this worker`);
    const found = { source, asked };
    this.#found.set(task, found);
    return found;
  }
}
