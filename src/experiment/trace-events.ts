import { parseJsonRow } from '../evaluation/json-row.ts';
import type { TextLine } from '../evaluation/text-lines.ts';
import { parseLogTime } from './log-time.ts';
import type { EventKind, LoggedEvent } from './session-event.ts';
import { shownTexts } from './shown-texts.ts';

/** Kinds of calls in a trace, as kinds of events. What is not here asked for nothing. */
const KINDS: Readonly<Record<string, EventKind>> = {
  search: 'search',
  fetch: 'fetch',
  original: 'fetch',
  grep: 'grep',
  links: 'links',
  walk: 'links',
};

/**
 * The events of a trace of calls (`stillweb serve --trace`): one JSON object a line. Every member may be absent but `kind`; a line of
 * another kind is passed over, so that a trace may hold more. A call of several queries is one event a query.
 *
 * @throws StillwebError SESSION_LOG_INVALID with file and line for a line that is no JSON object
 */
export function* traceEvents(lines: Iterable<TextLine>, path: string): Generator<LoggedEvent> {
  for (const line of lines) {
    const row = parseJsonRow(line, path, 'SESSION_LOG_INVALID') as Readonly<Record<string, unknown>>;
    const kind = typeof row.kind === 'string' && Object.hasOwn(KINDS, row.kind) ? KINDS[row.kind] : undefined;
    if (kind !== undefined) yield* eventsOf(row, kind);
  }
}

function* eventsOf(row: Readonly<Record<string, unknown>>, kind: EventKind): Generator<LoggedEvent> {
  const queries = queriesOf(row.request);
  const hits = Array.isArray(row.hits) ? (row.hits as readonly unknown[]) : [];
  const lists = hits.some(Array.isArray) ? hits.map(idsOf) : [idsOf(hits)];
  const texts = shownTexts(row.body);
  const count = Math.max(1, queries.length);
  for (let i = 0; i < count; i++) {
    const isFirst = i === 0;
    const ids = lists[i] ?? [];
    const opened = isFirst ? idsOf(row.opened) : [];
    yield {
      client: '',
      ...(typeof row.session === 'string' && row.session !== '' && { session: row.session }),
      ...stepOf(row),
      timeMs: parseLogTime(row.time),
      kind,
      ...(queries[i] !== undefined && { query: queries[i] }),
      ...(ids.length > 0 && { ids }),
      ...(opened.length > 0 && { opened }),
      // One body for all queries: what it shows is told with the first, its size too.
      ...(isFirst && texts.length > 0 && { texts }),
      ...(isFirst && isCount(row.tokens) && { tokens: row.tokens }),
      ...(isFirst && isCount(row.bytes) && { bytes: row.bytes }),
      ...errorOf(row),
    };
  }
}

function queriesOf(request: unknown): string[] {
  if (typeof request !== 'object' || request === null) return [];
  const { queries, query, pattern } = request as Readonly<Record<string, unknown>>;
  return [queries ?? query ?? pattern].flat().filter((each): each is string => typeof each === 'string');
}

/** Ids, or objects that have one. */
function idsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap((entry) => {
    if (typeof entry === 'string') return [entry];
    const id = (entry as { readonly id?: unknown } | null)?.id;
    return typeof id === 'string' ? [id] : [];
  });
}

/** The step of its session; where a call has no session, its number, which tells the queries of one call from those of the next. */
function stepOf({ step, call }: Readonly<Record<string, unknown>>): Pick<LoggedEvent, 'step'> {
  const number = isCount(step) ? step : call;
  return isCount(number) ? { step: number } : {};
}

function errorOf({ error, status }: Readonly<Record<string, unknown>>): Pick<LoggedEvent, 'error'> {
  if (typeof error === 'string' && error !== '') return { error };
  return typeof status === 'number' && status >= 400 ? { error: String(status) } : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
