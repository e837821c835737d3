import { decompress as expandZstd } from 'fzstd';
import {
  type Compressors,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetScan,
  type RowGroup,
} from 'hyparquet';
import { compressors as known } from 'hyparquet-compressors';
import { TableFault } from '../../../src/format/table-fault.ts';
import { MAX_TABLE_PART_BYTES, MAX_TABLE_VALUES } from '../../../src/limits.ts';
import { locatePages, type PageLocation, type ReadRange, rangeOf } from './parquet-pages.ts';
import { columnWriters, type ValueWriter, withRawLeaves } from './parquet-types.ts';

/** Bytes of values, expanded, that are turned into rows at a time. */
const BATCH_BYTES = 8 * 1024 * 1024;
const MAX_BATCH_ROWS = 8192;

/** Rows of a table as JSON, one text each. */
export interface RowBatch {
  readonly rows: readonly string[];
  /** How much of the table has been read, from 0 to 1. */
  readonly share: number;
}

/**
 * The rows of a Parquet file in their order. Of a row group the pages that a batch needs are in memory, and of columns whose values
 * are lists or records, the whole column of the row group.
 *
 * @param size bytes of the file
 * @param onColumns given the names of the columns before any row; waited for
 * @throws TableFault, and whatever the parser throws at bytes that are no Parquet
 */
export async function* readRows(
  size: number,
  read: ReadRange,
  onColumns: (names: readonly string[]) => Promise<unknown>,
): AsyncGenerator<RowBatch> {
  const file = { byteLength: size, slice: (start: number, end = size) => read(start, Math.min(end, size)) };
  // Statistics are decoded with the metadata: as they are, they are of no use here.
  const metadata = await parquetMetadataAsync(file, { parsers: RAW, geoparquet: false });
  const writers = columnWriters(metadata);
  const flat = new Set(writers.filter(({ isFlat }) => isFlat).map(({ name }) => name));
  const names = writers.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new TableFault('TABLE_INVALID', `has two columns "${twice}"`, { field: twice });
  await onColumns(names);
  const raw = withRawLeaves(metadata);
  const total = raw.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  let before = 0;
  for (const group of raw.row_groups) {
    const rows = Number(group.num_rows);
    for await (const batch of readGroup(
      file,
      { ...raw, row_groups: [group], num_rows: group.num_rows },
      writers,
      flat,
    )) {
      yield { rows: batch.rows, share: (before + batch.end) / total };
    }
    before += rows;
  }
}

type FileSource = { byteLength: number; slice: (start: number, end?: number) => Promise<ArrayBuffer> };
type Writers = readonly { readonly name: string; readonly write: ValueWriter }[];

/** @param metadata of one row group */
async function* readGroup(
  file: FileSource,
  metadata: FileMetaData,
  writers: Writers,
  flat: ReadonlySet<string>,
): AsyncGenerator<{ rows: string[]; end: number }> {
  const [group] = metadata.row_groups;
  const rows = Number(group.num_rows);
  if (rows === 0) return;
  const { pages, bytes } = await checkGroup(group, rows, file, flat);
  const step = Math.min(MAX_BATCH_ROWS, rows, Math.max(1, Math.floor((rows * BATCH_BYTES) / (bytes + 1))));
  const scan = await parquetScan({
    file,
    metadata,
    compressors: COMPRESSORS,
    parsers: RAW,
    utf8: false,
    ...({ pageLocationsByGroup: [pages] } as object),
  });
  const isPaged = (name: string) => pages[name] !== undefined && bytes > 2 * BATCH_BYTES;
  // Once for all batches: the scan keeps what it read last of each column.
  for (const { name } of writers) {
    if (!isPaged(name)) await scan.readColumn({ column: name, rowStart: 0, rowEnd: rows });
  }
  for (let start = 0; start < rows; start += step) {
    const end = Math.min(start + step, rows);
    const columns: { label: string; write: ValueWriter; values: ArrayLike<unknown> }[] = [];
    for (const { name, write } of writers) {
      const values = await scan.readColumn({ column: name, rowStart: start, rowEnd: end });
      if (values.length !== end - start) throw new TableFault('TABLE_INVALID', `has rows without a "${name}"`);
      columns.push({ label: `${JSON.stringify(name)}:`, write, values });
    }
    const texts = Array.from({ length: end - start }, (_, row) => {
      return `{${columns.map(({ label, write, values }) => label + write(values[row])).join(',')}}`;
    });
    yield { rows: texts, end };
  }
}

interface CheckedGroup {
  /** Of the flat columns, by name. */
  readonly pages: Record<string, readonly PageLocation[]>;
  /** Of all columns, expanded. */
  readonly bytes: number;
}

/** @throws TableFault for a row group that cannot be held as it is needed */
export async function checkGroup(
  group: RowGroup,
  rows: number,
  file: FileSource,
  flat: ReadonlySet<string>,
): Promise<CheckedGroup> {
  if (!(rows >= 0 && rows <= MAX_TABLE_VALUES)) {
    const what = `has a row group of ${rows} rows, over ${MAX_TABLE_VALUES}`;
    throw new TableFault('TABLE_TOO_LARGE', what, { rows, limit: MAX_TABLE_VALUES });
  }
  const pages: Record<string, readonly PageLocation[]> = Object.create(null);
  const nested = new Map<string, number>();
  let bytes = 0;
  for (const { meta_data: column } of group.columns) {
    if (column === undefined) throw new TableFault('TABLE_INVALID', 'has a column that is encrypted, or has no place');
    const [start, end] = rangeOf(column);
    if (!(start >= 4 && end >= start && end <= file.byteLength)) {
      throw new TableFault('TABLE_INVALID', 'has a column that lies outside of the file');
    }
    const [name] = column.path_in_schema;
    const isFlat = flat.has(name);
    const located = await locatePages(column, rows, isFlat, file.slice);
    bytes += located.expandedBytes;
    if (isFlat) pages[name] = located.pages;
    else nested.set(name, (nested.get(name) ?? 0) + located.expandedBytes);
  }
  for (const [name, held] of nested) {
    if (held <= MAX_TABLE_PART_BYTES) continue;
    const what = `has a row group with ${held} bytes of "${name}", whose values are lists or records, over ${MAX_TABLE_PART_BYTES}`;
    throw new TableFault('TABLE_TOO_LARGE', what, { field: name, bytes: held, limit: MAX_TABLE_PART_BYTES });
  }
  return { pages, bytes };
}

/** Values as they are stored: what they mean is written by `columnWriters`. */
const asIs = (value: unknown) => value;
const RAW = {
  timestampFromMilliseconds: asIs,
  timestampFromMicroseconds: asIs,
  timestampFromNanoseconds: asIs,
  dateFromDays: asIs,
  stringFromBytes: asIs,
  jsonFromBytes: asIs,
  geometryFromBytes: asIs,
  geographyFromBytes: asIs,
  uuidFromBytes: asIs,
} as unknown as ParquetParsers;

/** Into as many bytes as the page says, which have been looked at; the others of the package are so by themselves. */
const COMPRESSORS: Compressors = { ...known, ZSTD: (input, length) => expandZstd(input, new Uint8Array(length)) };
