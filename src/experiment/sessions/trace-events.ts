import { parseJsonRow } from '../../evaluation/json-row.ts';
import type { TextLine } from '../../evaluation/text-lines.ts';
import type { TraceCall } from '../trace/trace-line.ts';
import type { LogColumns } from './column-events.ts';
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

type Row = Readonly<Record<string, unknown>>;

/** Reads a trace line by line: what stood before a line may decide what it tells. */
export class TraceEventReader {
  readonly #shown = new Map<string, ShownTexts>();

  /** @param call a call, or any row: one that asked for nothing has no events */
  *events(call: object): Generator<LoggedEvent> {
    const row = call as Row;
    const kind = kindOf(row);
    if (kind !== undefined) yield* eventsOf(row, kind, this.#shown);
  }

  /** @param body of the answer of this name, as a value */
  note(answer: string, body: unknown): void {
    this.#shown.set(answer, { all: shownTexts(body), body });
  }
}

function kindOf({ kind }: Row): EventKind | undefined {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
}

/**
 * The events of a trace of calls (`stillweb serve --trace`): JSON Lines, of which those with a `kind` are calls. Every other member may be
 * absent, and a line that is no call is passed over, but for the bodies of answers: those come before the calls that name them. A call of
 * several queries is one event a query.
 *
 * @param onCut told of the last line where a process that was killed, or writes still, has cut it: it is passed over
 * @throws StillwebError SESSION_LOG_INVALID with file and line for a line that is no JSON object
 */
export function* traceEvents(
  lines: Iterable<TextLine>,
  path: string,
  _columns: LogColumns = {},
  onCut: (line: number) => void = () => {},
): Generator<LoggedEvent> {
  const reader = new TraceEventReader();
  for (const line of lines) {
    if (isCut(line)) {
      onCut(line.number);
      return;
    }
    const row = parseJsonRow(line, path, 'SESSION_LOG_INVALID') as Row;
    if (kindOf(row) !== undefined) yield* reader.events(row);
    else if (typeof row.answer === 'string' && row.body !== undefined) reader.note(row.answer, row.body);
  }
}

function isCut({ text, isOpen }: TextLine): boolean {
  if (isOpen !== true) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** What an answer shows: all of it in its order, and what it is read from, where a call shows a part. */
interface ShownTexts {
  readonly all: readonly string[];
  readonly body: unknown;
}

/** Of the native body of a search; empty for any other. */
function textsById(body: unknown): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  const { results, ...one } = (body ?? {}) as { readonly results?: unknown };
  for (const result of Array.isArray(results) ? results : [one]) {
    const { hits } = (result ?? {}) as { readonly hits?: unknown };
    for (const hit of Array.isArray(hits) ? hits : []) {
      for (const id of idsOf([hit])) texts.set(id, [...(texts.get(id) ?? []), ...shownTexts(hit)]);
    }
  }
  return texts;
}

/** Of a search: what it shows of these documents, in their order. */
function textsOf(body: unknown, ids: ReadonlySet<string>): string[] {
  const texts = textsById(body);
  return [...ids].flatMap((id) => texts.get(id) ?? []);
}

/** @param shown what answers show, by their names */
function* eventsOf(row: Row, kind: EventKind, shown: ReadonlyMap<string, ShownTexts>): Generator<LoggedEvent> {
  const joint = jointOf(row.joint);
  // What was asked for the sake of another question is no query of whoever asked.
  const asked = row.aside === true ? [] : queriesOf(row.asked ?? row.request);
  const queries = joint === undefined || joint.place === 0 ? asked : [];
  const hits = Array.isArray(row.hits) ? (row.hits as readonly unknown[]) : [];
  const lists = hits.some(Array.isArray) ? hits.map(idsOf) : [idsOf(hits)];
  const answered = shown.get(String(row.answer));
  // A fused list shows some of what an index answered.
  const told = joint?.ranks === undefined ? answered?.all : textsOf(answered?.body, new Set(lists.flat()));
  const texts = row.body === undefined ? (told ?? []) : shownTexts(row.body);
  // Links of a document are asked for without its text.
  const opened = row.kind === 'links' ? [] : idsOf(row.opened);
  const shared = {
    client: '',
    ...(typeof row.session === 'string' && row.session !== '' && { session: row.session }),
    ...stepOf(row),
    timeMs: parseLogTime(row.time),
    kind,
    ...(isCount(row.call) && { call: row.call }),
  };
  // One body for all queries: what it shows is told with the first, its size and what was opened too.
  const ofFirst = {
    ...(opened.length > 0 && { opened }),
    ...(texts.length > 0 && { texts }),
    ...(isCount(row.tokens) && { tokens: row.tokens }),
    ...(isCount(row.bytes) && { bytes: row.bytes }),
    ...errorOf(row),
  };
  for (let i = 0; i < Math.max(1, joint === undefined ? queries.length : asked.length); i++) {
    const ids = lists[i] ?? [];
    yield {
      ...shared,
      ...(queries[i] !== undefined && { query: queries[i] }),
      ...(joint !== undefined && {
        joint: { query: asked[i] ?? '', ...(joint.ranks && { ranks: joint.ranks[i] ?? [] }) },
      }),
      ...(ids.length > 0 && { ids }),
      ...(i === 0 && ofFirst),
    };
  }
}

/** Undefined for what is none: whoever writes such rows may leave any member out. */
function jointOf(value: unknown): TraceCall['joint'] {
  if (typeof value !== 'object' || value === null) return undefined;
  const { place, ranks } = value as Row;
  if (!isCount(place)) return undefined;
  const areRanks = Array.isArray(ranks) && ranks.every((each) => Array.isArray(each) && each.every(isCount));
  return areRanks ? { place, ranks } : { place };
}

function queriesOf(request: unknown): string[] {
  if (typeof request !== 'object' || request === null) return [];
  const { queries, query, pattern } = request as Row;
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
function stepOf({ step, call }: Row): Pick<LoggedEvent, 'step'> {
  const number = isCount(step) ? step : call;
  return isCount(number) ? { step: number } : {};
}

function errorOf({ error, status }: Row): Pick<LoggedEvent, 'error'> {
  if (typeof error === 'string' && error !== '') return { error };
  return typeof status === 'number' && status >= 400 ? { error: String(status) } : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
