/** The rankings that a trace shows: a fused search of several indexes, which is a call for each of them, has one. */
import type { LoggedEvent } from '../sessions/session-event.ts';

export interface ShownRanking extends Pick<LoggedEvent, 'session' | 'step'> {
  readonly query: string;
  /** Ids in rank order, each once, at its first place: it may stand twice where passages were ranked, or in two indexes. None for a call that failed. */
  readonly ids: readonly string[];
}

/** A fused search whose calls are being read: those of one request stand behind each other. */
interface FusedSearch {
  /** A place for each query. */
  readonly queries: { readonly event: LoggedEvent; readonly query: string; readonly ranked: RankedId[] }[];
  /** Number of the call that was read last, and of its events. */
  call: number | undefined;
  events: number;
}

type RankedId = readonly [rank: number, id: string];

/** @param events of a trace, in its order. Where each of several indexes answered apart, each has a ranking. */
export function* shownRankings(events: Iterable<LoggedEvent>): Generator<ShownRanking> {
  let open: FusedSearch | null = null;
  for (const event of events) {
    if (event.kind !== 'search') continue;
    const { query, ids = [], joint, call, error } = event;
    if (joint?.ranks === undefined) {
      if (open !== null) yield* close(open);
      open = null;
      // Of a search that failed the first call tells.
      const asked = query ?? (error === undefined ? joint?.query : undefined);
      if (asked !== undefined) yield rankingOf(event, asked, ids);
      continue;
    }
    if (query !== undefined && (open === null || open.call !== call)) {
      if (open !== null) yield* close(open);
      open = { queries: [], call, events: 0 };
    }
    // The rest of a search whose first call failed.
    if (open === null) continue;
    if (open.call !== call) Object.assign(open, { call, events: 0 });
    if (query !== undefined) open.queries.push({ event, query, ranked: [] });
    const ranked = open.queries[open.events++]?.ranked ?? [];
    ids.forEach((id, i) => {
      ranked.push([joint.ranks?.[i] ?? 0, id]);
    });
  }
  if (open !== null) yield* close(open);
}

function* close({ queries }: FusedSearch): Generator<ShownRanking> {
  for (const { event, query, ranked } of queries) {
    ranked.sort(([one], [other]) => one - other);
    const ids = ranked.map(([, id]) => id);
    yield rankingOf(event, query, ids);
  }
}

function rankingOf({ session, step }: LoggedEvent, query: string, ids: readonly string[]): ShownRanking {
  return { session, step, query, ids: [...new Set(ids)] };
}
