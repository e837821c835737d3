import { refuseLine, type TextLine } from '../../evaluation/text-lines.ts';
import { cellOf, type LogRow, logRows, requireCell } from './log-rows.ts';
import { parseLogTime } from './log-time.ts';
import { EVENT_KINDS, type EventKind, type LoggedEvent } from './session-event.ts';

/** What a column of a log may be. */
export const COLUMN_ROLES = [
  ...['session', 'client', 'time', 'step', 'kind', 'query', 'question'],
  ...['ids', 'opened', 'texts', 'tokens', 'bytes', 'error'],
] as const;
export type ColumnRole =
  | 'session'
  | 'client'
  | 'time'
  | 'step'
  | 'kind'
  | 'query'
  | 'question'
  | ListRole
  | 'tokens'
  | 'bytes'
  | 'error';
type ListRole = 'ids' | 'opened' | 'texts';

/** The name of the column that is each; a role that is not named has none. */
export type LogColumns = Readonly<Partial<Record<ColumnRole, string>>>;

/**
 * The events of any log of rows, by names of its columns: CSV, TSV, JSON Lines. Lists are JSON lists, or ids between `;`. A row with a
 * query is a search and one without a fetch, where no column says its kind.
 *
 * @throws StillwebError SESSION_LOG_INVALID with file and line, also for a column that no row has
 */
export async function* columnEvents(
  lines: Iterable<TextLine>,
  path: string,
  columns: LogColumns,
): AsyncGenerator<LoggedEvent> {
  let isFirst = true;
  for await (const row of logRows(lines, path)) {
    if (isFirst) requireColumns(row, path, columns);
    isFirst = false;
    yield eventOf(row, path, columns);
  }
}

/** A table has the same columns in every row. In JSON Lines members may be absent. */
function requireColumns({ row, line }: LogRow, path: string, columns: LogColumns): void {
  const missing = Object.values(columns).find((name) => !Object.hasOwn(row, name));
  if (missing === undefined || Object.values(row).some((value) => typeof value !== 'string')) return;
  const names = Object.keys(row).join(', ');
  throw refuseLine('SESSION_LOG_INVALID', path, line, `there is no column ${missing}; there are ${names}`);
}

function eventOf(row: LogRow, path: string, columns: LogColumns): LoggedEvent {
  const cell = (role: ColumnRole) => cellOf(row.row, columns[role]);
  const count = (role: ColumnRole) => (/^\d{1,15}$/.test(cell(role) ?? '') ? Number(cell(role)) : undefined);
  const [session, query, question, error] = [cell('session'), cell('query'), cell('question'), cell('error')];
  const [step, tokens, bytes] = [count('step'), count('tokens'), count('bytes')];
  const [ids, opened, texts] = (['ids', 'opened', 'texts'] as const).map((role) =>
    listOf(row.row, columns[role], role === 'texts'),
  );
  return {
    client: cell('client') ?? '',
    ...(session !== undefined && { session }),
    ...(step !== undefined && { step }),
    ...(question !== undefined && { question }),
    timeMs: columns.time === undefined ? null : timeOf(row, columns.time, path),
    kind: columns.kind === undefined ? usualKind(query, opened) : kindOf(row, columns.kind, path),
    ...(query !== undefined && { query }),
    ...(ids.length > 0 && { ids }),
    ...(opened.length > 0 && { opened }),
    ...(texts.length > 0 && { texts }),
    ...(tokens !== undefined && { tokens }),
    ...(bytes !== undefined && { bytes }),
    ...(error !== undefined && { error }),
  };
}

function usualKind(query: string | undefined, opened: readonly string[]): EventKind {
  return query === undefined && opened.length > 0 ? 'fetch' : 'search';
}

function timeOf(row: LogRow, name: string, path: string): number | null {
  if (cellOf(row.row, name) === undefined) return null;
  const timeMs = parseLogTime(row.row[name]);
  if (timeMs !== null) return timeMs;
  const what = `the time ${JSON.stringify(row.row[name])} is neither a number nor a date of ISO 8601`;
  throw refuseLine('SESSION_LOG_INVALID', path, row.line, what);
}

function kindOf(row: LogRow, name: string, path: string): EventKind {
  const kind = requireCell(row, name, path).trim().toLowerCase();
  if ((EVENT_KINDS as readonly string[]).includes(kind)) return kind as EventKind;
  const what = `the kind ${JSON.stringify(kind)} is none of ${EVENT_KINDS.join(', ')}`;
  throw refuseLine('SESSION_LOG_INVALID', path, row.line, what);
}

/** A list, a JSON list in a cell, or what stands between semicolons, which a text may hold. */
function listOf(row: LogRow['row'], name: string | undefined, isText: boolean): string[] {
  const value = name === undefined ? undefined : row[name];
  if (Array.isArray(value)) return textsOf(value);
  if (typeof value !== 'string' || value.trim() === '') return [];
  if (value.trimStart().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(value);
      if (Array.isArray(list)) return textsOf(list);
    } catch {
      // A list that is no JSON is a text.
    }
  }
  if (isText) return [value];
  return value
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function textsOf(list: readonly unknown[]): string[] {
  return list.flatMap((each) => (typeof each === 'string' ? [each] : typeof each === 'number' ? [String(each)] : []));
}
