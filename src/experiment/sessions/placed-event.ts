import type { LoggedEvent } from './session-event.ts';

/** An event, where it stands in the logs, and when it happened as far as that is known. */
export interface PlacedEvent {
  readonly event: LoggedEvent;
  readonly place: number;
  /** That of the event before it where it has none; −Infinity where none has. */
  readonly timeMs: number;
}
