import type { Asked } from '../contract/asked.ts';
import type { SessionDeclaration } from '../contract/session-declaration.ts';
import type { ServedIndex } from './search-backend.ts';

/**
 * What is known of one request while it lasts, whatever door it came through: the service notes here what was asked, session
 * and context included, and what answered. The door keeps it until the answer is out.
 */
export interface CallRecord {
  index: ServedIndex | null;
  asked: Asked | null;
  /** Of all queries of a search; null before the answer, and for what is no search. */
  hits: number | null;
  /** What the caller calls the session, where the door knows it apart from what is asked. */
  session?: string | null;
  /** What the request asks to be done to itself, as the experiment reads it; only where the door has a place for it. */
  readonly perturb?: string | null;
  /** What the caller declares of the session beside its name; null or absent for nothing. */
  declared?: SessionDeclaration | null;
  /** What the answers say beside what they tell; absent for nothing. */
  remarks?: readonly string[];
  /** Where the request came in: the pattern of a route, the name of a tool set. */
  readonly door?: string;
  /** What names the request in the log. */
  readonly requestId?: string;
  /** The request as it came over HTTP, so that it can be sent again: JSON of a `SentRequest`. */
  readonly sent?: string;
  /** A person looks at a page: what it asks is treated as of no session, and is not recorded. */
  readonly isUnrecorded?: boolean;
  /** What the conductor knows of the request; nobody else reads it. Here, as a table beside it would cost each request more. */
  conducted?: object;
  /** Nobody waits for the answer any more: a search that has not begun need not. */
  readonly isGone?: boolean;
}

export interface SentRequest {
  readonly method: string;
  /** Path and query string. */
  readonly url: string;
  /** What was read of the body; undefined without one. */
  readonly body?: unknown;
}

export function newCallRecord(door?: string, session?: string): CallRecord {
  return { index: null, asked: null, hits: null, door, session };
}
