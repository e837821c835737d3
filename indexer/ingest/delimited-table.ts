import { CsvError, type Info, Parser } from 'csv-parse';
import { MAX_LINE_BYTES, MAX_TABLE_COLUMNS } from '../../src/limits.ts';
import type { CollectedDocument, CollectionFile, JsonValue, ReadOptions, SourceLocation } from './collection.ts';
import { decodeBytes } from './foreign-encoding.ts';
import { describeNoText, isTextName, namesText } from './json-record.ts';
import { recordFault } from './record-fault.ts';
import { type RawRecord, RecordTaker } from './record-taker.ts';
import { asByteText } from './table-encoding.ts';

/** Bytes that are parsed before the number of columns is looked at. */
const SLICE_BYTES = 64 * 1024;
const LEADING_DELIMITERS = [',', ';', '\t'];

export interface Dialect {
  readonly isQuoted: boolean;
  /** Names of the columns by the first record; null where nothing tells them. */
  findColumns(first: readonly string[], hasHeader: boolean): readonly string[] | null;
}

/** A record, and the line that it begins in. */
interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** The rows of a table as documents. @throws StillwebError what is wrong with the table as a whole */
export async function* readTable(
  file: CollectionFile,
  options: ReadOptions,
  dialect: Dialect,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const table = new Table(file, options, dialect);
  let parser: RowParser | null = null;
  for await (const chunk of asByteText(file)) {
    for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
      const slice = chunk.subarray(start, start + SLICE_BYTES);
      parser ??= new RowParser(file.path, dialect.isQuoted ? findDelimiter(slice) : '\t', dialect.isQuoted);
      yield* inBatches(table, await parser.write(slice), parser);
    }
  }
  if (parser !== null) yield* inBatches(table, await parser.end(), parser);
}

/** The documents of some rows, and then what ended the parser, if anything did. */
function* inBatches(table: Table, rows: readonly Row[], parser: RowParser): Generator<Iterable<CollectedDocument>> {
  yield table.take(rows);
  if (parser.fault !== null) throw parser.fault;
}

/** The one that the header uses. A header of one column has none. */
function findDelimiter(head: Buffer): string {
  const line = head
    .toString('latin1')
    .split(/[\r\n]/, 1)[0]
    .replace(/"[^"]*"/g, '');
  return LEADING_DELIMITERS.find((delimiter) => line.includes(delimiter)) ?? ',';
}

/** Rows of bytes, each byte a character, so that each record may be decoded by itself. */
class RowParser {
  readonly #path: string;
  readonly #parser: Parser;
  #rows: Row[] = [];
  /** Where the next row begins. */
  #line = 1;
  /** CR LF inside quotes up to now. */
  #pairs = 0;
  /** Why there are no more rows. */
  fault: Error | null = null;

  constructor(path: string, delimiter: string, isQuoted: boolean) {
    this.#path = path;
    this.#parser = new Parser({
      delimiter,
      quote: isQuoted ? '"' : null,
      escape: isQuoted ? '"' : null,
      encoding: 'latin1',
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_LINE_BYTES,
      on_record: (cells: string[], { lines }: Info) => {
        const { ends, pairs } = countLineEnds(cells);
        // The parser counts CR LF inside quotes as two line ends.
        this.#rows.push({ cells, line: lines - ends - this.#pairs });
        this.#pairs += pairs;
        this.#line = lines - this.#pairs + 1;
        return null;
      },
    });
    this.#parser.on('error', (error) => {
      this.fault ??= this.#faultOf(error);
    });
  }

  async write(bytes: Buffer): Promise<Row[]> {
    await new Promise<void>((resolve) => {
      this.#parser.write(bytes, (error) => {
        if (error) this.fault ??= this.#faultOf(error);
        resolve();
      });
    });
    const { record } = (this.#parser as unknown as { readonly state: { readonly record: readonly string[] } }).state;
    if (record.length > MAX_TABLE_COLUMNS) this.fault ??= tooManyColumns(this.#path, this.#line);
    return this.#takeRows();
  }

  async end(): Promise<Row[]> {
    await new Promise<void>((resolve) => {
      this.#parser.on('error', () => resolve());
      this.#parser.on('end', () => resolve());
      this.#parser.resume();
      this.#parser.end();
    });
    return this.#takeRows();
  }

  #takeRows(): Row[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #faultOf(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const { code } = error;
    const location = { file: this.#path, line: this.#line };
    if (code === 'CSV_MAX_RECORD_SIZE') {
      const what = `begins a record of over ${MAX_LINE_BYTES} bytes: perhaps a quotation mark is not closed`;
      return recordFault('LINE_TOO_LONG', location, what, { limit: MAX_LINE_BYTES }, { cause: error });
    }
    const what = `has a quotation mark where none may be (${code}), and the rest of the file cannot be read`;
    return recordFault('TABLE_INVALID', location, what, { reason: code }, { cause: error });
  }
}

/** Characters of line ends in the cells of a row, and how many pairs of CR LF they make. */
function countLineEnds(cells: readonly string[]): { ends: number; pairs: number } {
  let ends = 0;
  let pairs = 0;
  for (const cell of cells) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue;
    ends += cell.match(/[\r\n]/g)!.length;
    pairs += cell.split('\r\n').length - 1;
  }
  return { ends, pairs };
}

function tooManyColumns(file: string, line: number): Error {
  const what = `has over ${MAX_TABLE_COLUMNS} columns`;
  return recordFault('TABLE_TOO_LARGE', { file, line }, what, { limit: MAX_TABLE_COLUMNS });
}

/** The columns of one file, and its rows as records. */
class Table {
  readonly #file: CollectionFile;
  readonly #options: ReadOptions;
  readonly #dialect: Dialect;
  readonly #taker: RecordTaker;
  #columns: readonly string[] | null = null;

  constructor(file: CollectionFile, options: ReadOptions, dialect: Dialect) {
    this.#file = file;
    this.#options = options;
    this.#dialect = dialect;
    this.#taker = new RecordTaker(file, options);
  }

  /** @throws StillwebError FIELD_MISSING, FIELD_INVALID, TABLE_TOO_LARGE for a header that names no records */
  *take(rows: readonly Row[]): Generator<CollectedDocument> {
    for (const row of rows) {
      if (this.#columns === null && this.#readHeader(row)) continue;
      const collected = this.#taker.take({ line: row.line }, (location) => this.#readRow(row.cells, location));
      if (collected !== null) yield collected;
    }
  }

  /** Whether the first row is the header, and no record. */
  #readHeader({ cells, line }: Row): boolean {
    const { fields = {} } = this.#options;
    const location = { file: this.#file.path, line };
    if (cells.length > MAX_TABLE_COLUMNS) throw tooManyColumns(location.file, line);
    const names = cells.map((cell) => decodeCell(cell, 'header', location));
    const hasHeader = namesText(names, fields);
    const columns = this.#dialect.findColumns(names, hasHeader);
    const fault = describeNoText(columns ?? names, fields);
    if (columns === null || fault !== null) {
      const { what, field } = fault!;
      throw recordFault('FIELD_MISSING', location, `is the header of the table and ${what}`, { field });
    }
    const twice = columns.find((name, place) => name !== '' && columns.indexOf(name) !== place);
    if (twice !== undefined) {
      throw recordFault('FIELD_INVALID', location, `names two columns "${twice}"`, { field: twice });
    }
    this.#columns = columns;
    return hasHeader;
  }

  #readRow(cells: readonly string[], location: SourceLocation): RawRecord {
    const columns = this.#columns!;
    if (cells.length !== columns.length) {
      const what = `has ${cells.length} columns, and the table ${columns.length}`;
      throw recordFault('TABLE_ROW_UNEVEN', location, what, { columns: cells.length, wanted: columns.length });
    }
    const values = Object.create(null) as { [name: string]: JsonValue };
    for (let place = 0; place < cells.length; place += 1) {
      const name = columns[place];
      // A column without a name is the row number of some program.
      if (name === '') continue;
      const cell = cells[place];
      if (cell !== '') values[name] = decodeCell(cell, name, location);
      else if (isTextName(name, this.#options.fields ?? {})) values[name] = null;
    }
    return { values, mayHoldEscapes: true };
  }
}

function decodeCell(cell: string, field: string, location: SourceLocation): string {
  if (!/[\x80-\xff]/.test(cell)) return cell;
  const text = decodeBytes(Buffer.from(cell, 'latin1'));
  if (text !== null) return text;
  const what = `has a field "${field}" that is neither UTF-8 nor windows-1252`;
  throw recordFault('INVALID_UTF8', location, what, { field });
}
