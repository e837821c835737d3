/** What a session did, whichever log tells it: readers of logs make these, and measures are taken of them. */

export const EVENT_KINDS = ['search', 'fetch', 'grep', 'links', 'click', 'back'] as const;
/** `click`: a link of the open page was followed; `back`: the page before was opened again. */
export type EventKind = (typeof EVENT_KINDS)[number];

export interface JointEvent {
  /** As `query`, which only the event of the first index has: whoever asked has asked once. */
  readonly query: string;
  /** Of `ids` in the fused list, from 1; absent where each index answered apart. */
  readonly ranks?: readonly number[];
}

/** One thing that was asked or opened. A call with several queries is as many events of one step. */
export interface SessionEvent {
  readonly session: string;
  /** Which call of its session, from 1. */
  readonly step: number;
  /** Milliseconds since 1970, UTC; null where the log does not say. */
  readonly timeMs: number | null;
  readonly kind: EventKind;
  /** The number of the call in its trace, where the log is one. */
  readonly call?: number;
  readonly query?: string;
  /** Of a search of several indexes, which is an event for each. */
  readonly joint?: JointEvent;
  /** Documents that were answered, in rank order. */
  readonly ids?: readonly string[];
  /** Documents whose text was opened. */
  readonly opened?: readonly string[];
  /** What the answer showed, where the log keeps it: titles, snippets, texts. */
  readonly texts?: readonly string[];
  /** Of the answer. */
  readonly tokens?: number;
  readonly bytes?: number;
  /** The code of an error, or the status of an answer that is one. */
  readonly error?: string;
}

/** An event as a log has it. What the log does not say, `splitSessions` finds. */
export interface LoggedEvent extends Omit<SessionEvent, 'session' | 'step'> {
  /** Who asked: an address, a key, a user. Never told to anybody; '' where the log does not say. */
  readonly client: string;
  readonly session?: string;
  readonly step?: number;
  /** The question behind the query, where the log has it: queries for one question belong together. */
  readonly question?: string;
  /** How long the whole session took, where the log says that and no times of its steps. */
  readonly sessionMs?: number;
}
