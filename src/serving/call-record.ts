import type { Asked } from '../contract/asked.ts';
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
  /** Nobody waits for the answer any more: a search that has not begun need not. */
  readonly isGone?: boolean;
}

export function newCallRecord(): CallRecord {
  return { index: null, asked: null, hits: null };
}
