/** The seam between the HTTP server and the search service: types only. */
import type { DocumentLinks, FetchedDocument, FetchRequest } from '../contract/search.ts';
import type { IndexDescription } from '../contract/service-response.ts';
import type { SearchAnswer } from './search-answer.ts';

/** One index under the name that requests use. */
export interface ServedIndex {
  readonly name: string;
  /** The content hash that names its rankings everywhere. */
  readonly id: string;
  readonly description: IndexDescription;
}

export interface CallOptions {
  /** How long the call may take, waiting included, in milliseconds from now. */
  readonly deadlineMs: number;
}

/**
 * One immutable snapshot of all served indexes, with its worker pool.
 *
 * Index names given to it, in a key as well, are names of `indexes`; `mode` of a request is filled in and is one of the
 * index's modes.
 * Each call settles, soon after its deadline at the latest: it gives the whole answer or rejects with a StillwebError
 * (DEADLINE_EXCEEDED, WORKER_FAILED, …). Any other rejection is a bug. The server counts the calls under way and
 * never makes more than `workers × (MAX_QUEUE_PER_WORKER + 1)`.
 */
export interface SearchBackend {
  /** At least one; the first is the default. */
  readonly indexes: readonly ServedIndex[];
  readonly workers: number;
  /** Running mean of what one call takes of a worker, in milliseconds; 0 while it is not known. */
  readonly turnMs: number;
  /** Workers replaced since the snapshot was opened. */
  readonly workerRestarts?: number;
  /**
   * The whole body of the answer. It is made where the search ran, so that the thread that speaks HTTP only sends it.
   *
   * @param key from contract/request-key.ts: the request, and all that may shape the answer
   */
  search(key: string, options: CallOptions): Promise<SearchAnswer>;
  /** The documents of `ids`, then of `urls`; one that is not found has `error` in its place. */
  fetch(index: string, request: FetchRequest, options: CallOptions): Promise<readonly FetchedDocument[]>;
  /** @throws DOCUMENT_NOT_FOUND */
  links(index: string, id: string, options: CallOptions): Promise<DocumentLinks>;
  /** Called once, after the last call has settled. */
  close(): Promise<void>;
}
