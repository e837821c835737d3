import type { PlacedEvent } from './placed-event.ts';
import type { TermSets } from './query-terms.ts';
import type { LoggedEvent, SessionEvent } from './session-event.ts';
import { TopicThreads } from './topic-threads.ts';

/** What one agent or person did for one purpose, in order. */
export interface Session {
  /** As the log names it, or `#1`, `#2` … by first events, where it names none. */
  readonly name: string;
  /** At least one. */
  readonly events: readonly SessionEvent[];
  /** As the log says, where it says that and no times of steps. */
  readonly sessionMs: number | null;
}

export interface BoundaryOptions {
  /** A longer silence of a client ends its session. Milliseconds. */
  readonly gapMs: number;
  /** `topic`: queries of a client that share no terms are of other sessions, which may run at once. */
  readonly split: 'gap' | 'topic';
}

/**
 * Sessions of the events of logs, in the order of their first events. Events that name their session are of it. The others are of their
 * client, and of the question behind the query where the log has that: in order of time, and cut where `gapMs` pass without one; of one
 * client's events without a question, `split: 'topic'` keeps apart those that share no terms (see `topic-threads.ts`). Takes time
 * n log n.
 */
export function splitSessions(events: readonly LoggedEvent[], options: BoundaryOptions, terms: TermSets): Session[] {
  const named = new Map<string, PlacedEvent[]>();
  const streams = new Map<string, PlacedEvent[]>();
  for (const [place, event] of events.entries()) {
    const { session, client, question } = event;
    const [groups, key] =
      session !== undefined ? [named, session] : [streams, JSON.stringify([client, question ?? null])];
    const group = groups.get(key) ?? [];
    if (group.length === 0) groups.set(key, group);
    group.push({ event, place, timeMs: event.timeMs ?? group.at(-1)?.timeMs ?? Number.NEGATIVE_INFINITY });
  }
  const found = [
    ...Array.from(named, ([name, group]) => groupOf(group.sort(bySteps(group)), name)),
    ...[...streams.values()]
      .flatMap((stream) => cutStream(stream.sort(byTime), options, terms))
      .map((group) => groupOf(group, null)),
  ];
  let unnamed = 0;
  return found.sort((a, b) => a.place - b.place).map(({ name, group }) => sessionOf(name ?? `#${++unnamed}`, group));
}

interface Group {
  /** Null where the log names none. */
  readonly name: string | null;
  readonly group: readonly PlacedEvent[];
  /** The first in the logs; a log need not be in order of time. */
  readonly place: number;
}

function groupOf(group: readonly PlacedEvent[], name: string | null): Group {
  return { name, group, place: group.reduce((least, { place }) => Math.min(least, place), Number.POSITIVE_INFINITY) };
}

function byTime(left: PlacedEvent, right: PlacedEvent): number {
  // Both may be −Infinity, whose difference is no number.
  if (left.timeMs !== right.timeMs) return left.timeMs < right.timeMs ? -1 : 1;
  return left.place - right.place;
}

/** By the steps that the log gives, where every event has one. */
function bySteps(group: readonly PlacedEvent[]): (left: PlacedEvent, right: PlacedEvent) => number {
  if (group.some(({ event }) => event.step === undefined)) return byTime;
  return (left, right) => left.event.step! - right.event.step! || left.place - right.place;
}

function cutStream(
  stream: readonly PlacedEvent[],
  { gapMs, split }: BoundaryOptions,
  terms: TermSets,
): PlacedEvent[][] {
  const isByTopic = split === 'topic' && stream[0].event.question === undefined;
  if (isByTopic) return new TopicThreads(gapMs, terms).split(stream);
  const sessions: PlacedEvent[][] = [];
  for (const [i, placed] of stream.entries()) {
    if (i === 0 || placed.timeMs - stream[i - 1].timeMs > gapMs) sessions.push([]);
    sessions[sessions.length - 1].push(placed);
  }
  return sessions;
}

function sessionOf(name: string, group: readonly PlacedEvent[]): Session {
  let step = 0;
  let given: number | undefined;
  const events = group.map(({ event }): SessionEvent => {
    if (event.step === undefined || event.step !== given) step++;
    given = event.step;
    const { client: _client, question: _question, sessionMs: _sessionMs, ...told } = event;
    return { ...told, session: name, step };
  });
  return { name, events, sessionMs: group.find(({ event }) => event.sessionMs !== undefined)?.event.sessionMs ?? null };
}
