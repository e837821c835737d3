import type { PlacedEvent } from './placed-event.ts';
import { countShared, type QueryTerms, type TermSets } from './query-terms.ts';

/** Threads of one client that a query is compared with: the last ones used. An agent host runs some tens at once. */
const MAX_OPEN_THREADS = 64;

/** One session that is under way. */
interface Thread {
  readonly events: PlacedEvent[];
  /** The first query and the last: agents drift from the one, and come back to it. */
  first: QueryTerms | null;
  last: QueryTerms | null;
  timeMs: number;
}

/**
 * Keeps apart what one client does for several topics, one after the other or at once. A query goes on with the open thread whose first
 * or last query it shares most with: the share of the terms of the shorter of the two, at least a half; at equal shares with the one
 * used last. A query that shares that much with none begins a thread. What has no query (a page that is opened) goes on with the thread
 * used last. A thread is open until nothing came for `gapMs`, or 64 others were used since.
 *
 * Topic continuity by lexical overlap is the usual way for logs of people (Gayo-Avello, "A survey on session detection methods in query
 * logs and a proposal for future evaluation", Information Sciences 179, 2009); the threshold and the two queries compared are ours.
 */
export class TopicThreads {
  readonly #gapMs: number;
  readonly #terms: TermSets;
  /** The last used stands last. */
  #open: Thread[] = [];

  constructor(gapMs: number, terms: TermSets) {
    this.#gapMs = gapMs;
    this.#terms = terms;
  }

  /** @param stream events of one client in order of time */
  split(stream: readonly PlacedEvent[]): PlacedEvent[][] {
    const threads: Thread[] = [];
    for (const placed of stream) {
      this.#open = this.#open.filter(({ timeMs }) => !(placed.timeMs - timeMs > this.#gapMs)).slice(-MAX_OPEN_THREADS);
      const { query } = placed.event;
      const terms = query === undefined ? null : this.#terms.ofQuery(query);
      const thread = (terms === null ? this.#open.at(-1) : this.#findThread(terms)) ?? newThread(threads);
      thread.events.push(placed);
      thread.timeMs = placed.timeMs;
      thread.first ??= terms;
      thread.last = terms ?? thread.last;
      this.#open = [...this.#open.filter((each) => each !== thread), thread];
    }
    return threads.map(({ events }) => events);
  }

  #findThread(query: QueryTerms): Thread | undefined {
    let best: Thread | undefined;
    let [bestShared, bestOf] = [1, 2];
    for (const thread of this.#open) {
      for (const other of [thread.first, thread.last]) {
        // A thread that began with pages takes the first query.
        const [shared, of] = other === null ? [1, 2] : shareOf(query, other);
        if (shared * bestOf >= bestShared * of) [best, bestShared, bestOf] = [thread, shared, of];
      }
    }
    return best;
  }
}

/** As a fraction, of whole numbers: shared terms, and terms of the shorter query. */
function shareOf(query: QueryTerms, other: QueryTerms): [shared: number, of: number] {
  if (query.key === other.key) return [1, 1];
  const shorter = Math.min(query.terms.size, other.terms.size);
  return shorter === 0 ? [0, 1] : [countShared(query.terms, other.terms), shorter];
}

function newThread(threads: Thread[]): Thread {
  const thread: Thread = { events: [], first: null, last: null, timeMs: Number.NEGATIVE_INFINITY };
  threads.push(thread);
  return thread;
}
