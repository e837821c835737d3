import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { StillwebError } from '../../errors.ts';
import { parseJsonRow } from '../../evaluation/json-row.ts';
import { refuseLine, type TextLine } from '../../evaluation/text-lines.ts';

/** A row of a log by the names of its columns, and the line on which it ends. */
export interface LogRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** Longest row: a query and what stands beside it; more is not a log of queries. */
const MAX_ROW_CHARACTERS = 16 * 1024 * 1024;

/** Lines that are handed to the parser at once. */
const LINES = 4096;

/**
 * The rows of a log: JSON Lines, or a table with a header, by commas or tabs (told by its first line). A cell between quotes may hold
 * ends of lines; blank lines in it are lost. Rows are read one after the other.
 *
 * @throws StillwebError SESSION_LOG_INVALID with file and line
 */
export async function* logRows(lines: Iterable<TextLine>, path: string): AsyncGenerator<LogRow> {
  const iterator = lines[Symbol.iterator]();
  const first = iterator.next();
  if (first.done === true) return;
  const all = prepend(first.value, { [Symbol.iterator]: () => iterator });
  if (first.value.text.trimStart().startsWith('{')) {
    for (const line of all) yield { row: parseJsonRow(line, path, 'SESSION_LOG_INVALID'), line: line.number };
    return;
  }
  yield* tableRows(all, path, first.value.text.includes('\t') ? '\t' : ',');
}

async function* tableRows(lines: Iterable<TextLine>, path: string, delimiter: string): AsyncGenerator<LogRow> {
  const parser = parse({
    columns: (names: string[]) => names.map((name) => name.trim().replace(/^#\s*/, '')),
    delimiter,
    info: true,
    relax_column_count_less: true,
    max_record_size: MAX_ROW_CHARACTERS,
    // A tab-separated log quotes nothing.
    quote: delimiter === '\t' ? null : '"',
  });
  const source = Readable.from(inPieces(lines));
  // A pipe passes no errors on.
  source.on('error', (cause) => parser.destroy(cause)).pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: LogRow['row']; info: { lines: number } }>) {
      yield { row: record, line: info.lines };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const { lines: line = 0 } = cause as unknown as { lines?: number };
    throw new StillwebError(
      'SESSION_LOG_INVALID',
      `${path}:${line}: the row does not read as the table's (${cause.code})`,
      { file: path, line },
      { cause },
    );
  }
}

function* inPieces(lines: Iterable<TextLine>): Generator<string> {
  let piece: string[] = [];
  for (const { text } of lines) {
    piece.push(text);
    if (piece.length === LINES) {
      yield `${piece.join('\n')}\n`;
      piece = [];
    }
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}

function* prepend<T>(first: T, rest: Iterable<T>): Generator<T> {
  yield first;
  yield* rest;
}

/** The text of a cell; undefined for an empty one or none. Numbers are written as they are. */
export function cellOf(row: LogRow['row'], name: string | undefined): string | undefined {
  const value = name !== undefined && Object.hasOwn(row, name) ? row[name] : undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** @throws StillwebError SESSION_LOG_INVALID */
export function requireCell(row: LogRow, name: string, path: string): string {
  const cell = cellOf(row.row, name);
  if (cell === undefined) throw refuseLine('SESSION_LOG_INVALID', path, row.line, `the row has no ${name}`);
  return cell;
}
