/** The seam between the search service and what answers: threads over local indexes, or an engine elsewhere. Types only. */
import type { IndexCheckReport } from '../contract/index-check.ts';
import type { IndexInspection } from '../contract/index-inspection.ts';
import type { IndexDescription } from '../contract/service-response.ts';
import type { WrittenAnswer } from './written-answer.ts';

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
  /** Queries of the call: a batch takes the time of all of them. At least 1, also for what is no search. */
  readonly queries: number;
  /** Asked before the call is begun: whether somebody waits for it still. One that nobody waits for may be given up. */
  readonly isWanted?: () => boolean;
  /** Whether the answer is to say which documents it tells of. A backend that cannot leaves `notes` out. */
  readonly takesNotes?: boolean;
}

/**
 * One immutable snapshot of all served indexes, and what answers from it.
 *
 * Each call settles, soon after its deadline at the latest: it gives the whole answer or rejects with a StillwebError
 * (DEADLINE_EXCEEDED, WORKER_FAILED, …). Any other rejection is a bug. Calls are begun in the order of their coming.
 */
export interface SearchBackend {
  /** At least one; the first is the default. */
  readonly indexes: readonly ServedIndex[];
  /** Queries that are answered at the same time. */
  readonly workers: number;
  /** Running estimate of the service time: what one query takes of a worker, in milliseconds; 0 while it is not known. */
  readonly serviceMs: number;
  /** Workers replaced since the snapshot was opened. */
  readonly workerRestarts?: number;
  /**
   * The whole body of the answer, in memory of its own.
   *
   * @param key from contract/answer-key.ts: index, request and shape, and nothing else can shape the answer. The index
   * is one of `indexes`; `mode` of a search is filled in and is one of the index's modes.
   */
  answer(key: string, options: CallOptions): Promise<WrittenAnswer>;
  /**
   * What is in one of `indexes`; null where no more than the description is known. A backend that never knows more leaves it out.
   *
   * @throws StillwebError INDEX_CORRUPT
   */
  inspect?(index: ServedIndex): Promise<IndexInspection | null>;
  /**
   * Reads every byte of one of `indexes` again, beside the threads that search, as `stillweb check` does. The inspection tells the SWHID then.
   *
   * @throws StillwebError what `checkIndex` throws; DRAINING where the backend is closed meanwhile
   */
  check?(index: ServedIndex): Promise<IndexCheckReport>;
  /** Called once, after the last call has settled. */
  close(): Promise<void>;
}
