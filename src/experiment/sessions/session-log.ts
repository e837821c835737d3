import { StillwebError } from '../../errors.ts';
import { parseJsonRow } from '../../evaluation/json-row.ts';
import { readLines, type TextLine } from '../../evaluation/text-lines.ts';
import { columnEvents, type LogColumns } from './column-events.ts';
import { deepresearchgymEvents } from './deepresearchgym-events.ts';
import type { LoggedEvent } from './session-event.ts';
import { traceEvents } from './trace-events.ts';
import { wikispeediaEvents } from './wikispeedia-events.ts';

/** Logs of sessions that are read. `columns`: any rows, by names of columns. */
export const LOG_FORMATS = ['trace', 'deepresearchgym', 'wikispeedia', 'columns'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  /** Default: told by the first line. */
  readonly format?: LogFormat;
  /** Names of columns; with them the format is `columns`. */
  readonly columns?: LogColumns;
  /** Told of the last line of a trace where that was cut, and is passed over. */
  readonly onCut?: (line: number) => void;
}

export interface SessionLog {
  readonly format: LogFormat;
  readonly events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>;
}

/**
 * Opens a log, plain or gzip. Its events come in the order of the file.
 *
 * @throws StillwebError INPUT_MISSING; SESSION_LOG_INVALID for a log whose form is not known or that holds nothing; the latter also
 *   while iterating, with file and line
 */
export async function openSessionLog(path: string, { format, columns, onCut }: LogOptions = {}): Promise<SessionLog> {
  const lines = await readLines(path, 'SESSION_LOG_INVALID');
  const iterator = lines[Symbol.iterator]();
  const first = iterator.next();
  if (first.done === true) {
    throw new StillwebError('SESSION_LOG_INVALID', `${path} holds no line`, { file: path });
  }
  const all = linesFrom(first.value, iterator);
  const chosen = format ?? (columns === undefined ? guessFormat(first.value, path) : 'columns');
  return { format: chosen, events: READERS[chosen](all, path, columns ?? {}, onCut) };
}

const READERS: Readonly<
  Record<
    LogFormat,
    (
      lines: Iterable<TextLine>,
      path: string,
      columns: LogColumns,
      onCut?: (line: number) => void,
    ) => SessionLog['events']
  >
> = {
  trace: traceEvents,
  deepresearchgym: deepresearchgymEvents,
  wikispeedia: wikispeediaEvents,
  columns: columnEvents,
};

function* linesFrom(first: TextLine, rest: Iterator<TextLine>): Generator<TextLine> {
  yield first;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
}

/** @throws StillwebError SESSION_LOG_INVALID */
function guessFormat(line: TextLine, path: string): LogFormat {
  const { text } = line;
  if (text.trimStart().startsWith('{')) {
    const row = parseJsonRow(line, path, 'SESSION_LOG_INVALID');
    if (Array.isArray(row.path) && Object.hasOwn(row, 'target')) return 'wikispeedia';
    if (['trace', 'call', 'door'].some((name) => Object.hasOwn(row, name))) return 'trace';
  } else {
    if (/^#|^[0-9a-f]{16}\t\d+\t/.test(text)) return 'wikispeedia';
    const names = text.split(/[,\t]/).map((name) => name.trim().replace(/^"|"$/g, ''));
    const hasTime = names.includes('timestamp') || names.includes('session_id');
    if (names.includes('query') && hasTime) return 'deepresearchgym';
  }
  const message = `${path} is none of the logs that are known by their first line`;
  throw new StillwebError('SESSION_LOG_INVALID', message, { file: path });
}
