import type { Evidence } from '../../src/experiment/sessions/evidence.ts';
import type { Session } from '../../src/experiment/sessions/session-boundaries.ts';
import type { EventKind, LoggedEvent, SessionEvent } from '../../src/experiment/sessions/session-event.ts';
import { type LogOptions, openSessionLog } from '../../src/experiment/sessions/session-log.ts';

/** Events, sessions and evidence of tests. */

/** A search at so many seconds. */
export function asked(query: string, seconds: number, rest: Partial<LoggedEvent> = {}): LoggedEvent {
  return { client: 'c', timeMs: seconds * 1000, kind: 'search', query, ...rest };
}

/** One event a step. */
export function sessionOf(events: readonly Partial<SessionEvent>[], name = 's'): Session {
  const kind: EventKind = 'search';
  return {
    name,
    sessionMs: null,
    events: events.map((event, i) => ({ session: name, step: i + 1, timeMs: null, kind, ...event })),
  };
}

/** Documents of a table, and how often one was asked for. */
export function evidenceOf(documents: Readonly<Record<string, readonly string[]>>): Evidence & { asked: number } {
  return {
    asked: 0,
    termsOf(id) {
      this.asked++;
      return Object.hasOwn(documents, id) ? new Set(documents[id]) : null;
    },
  };
}

export async function readEvents(path: string, options?: LogOptions): Promise<LoggedEvent[]> {
  const { events } = await openSessionLog(path, options);
  const read: LoggedEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}
