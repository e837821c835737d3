import type { ColumnMetaData } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { TableFault } from '../../../src/format/table-fault.ts';
import { MAX_TABLE_PART_BYTES, MAX_TABLE_VALUES } from '../../../src/limits.ts';

/** The pages of a column of a row group: where they are, and whether a program may be trusted with them. */

/** Bytes in which most headers of pages end. */
const HEADER_BYTES = 4096;
/** A header holds statistics, which may hold whole values. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** As an offset index of the file has it. */
export interface PageLocation {
  readonly offset: bigint;
  /** With its header. */
  readonly compressed_page_size: number;
  readonly first_row_index: bigint;
}

export interface LocatedPages {
  /** Of a flat column; empty for others, whose pages may end inside a row. */
  readonly pages: readonly PageLocation[];
  readonly expandedBytes: number;
}

/** Bytes of the file, never more of them than it has. */
export type ReadRange = (start: number, end: number) => Promise<ArrayBuffer>;

type PageHeader = ReturnType<typeof parquetHeader>;

/**
 * Goes from page to page and refuses sizes and counts that no page has, before memory is asked for them.
 *
 * @param rows of the row group
 * @param isFlat whether each value is a row
 * @throws TableFault
 */
export async function locatePages(
  column: ColumnMetaData,
  rows: number,
  isFlat: boolean,
  read: ReadRange,
): Promise<LocatedPages> {
  const pages: PageLocation[] = [];
  const [start, end] = rangeOf(column);
  let values = 0;
  let expandedBytes = 0;
  for (let offset = start; offset < end && (values < rows || !isFlat); ) {
    const { header, bytes } = await readHeader(offset, end, read);
    const { compressed_page_size: stored, uncompressed_page_size: expanded } = header;
    const size = bytes + stored;
    if (!isCount(stored) || !isCount(expanded) || offset + size > end) {
      throw new TableFault('TABLE_INVALID', 'has a page that is larger than its column');
    }
    if (expanded > MAX_TABLE_PART_BYTES || stored > MAX_TABLE_PART_BYTES) {
      const what = `has a page of ${expanded} bytes, over ${MAX_TABLE_PART_BYTES}`;
      throw new TableFault('TABLE_TOO_LARGE', what, { bytes: expanded, limit: MAX_TABLE_PART_BYTES });
    }
    const count = countValues(header, isFlat ? rows - values : MAX_TABLE_VALUES - values, expanded);
    if (header.type !== 'DICTIONARY_PAGE') {
      pages.push({ offset: BigInt(offset), compressed_page_size: size, first_row_index: BigInt(values) });
      values += count;
    }
    offset += size;
    expandedBytes += expanded;
  }
  if (isFlat && values !== rows) throw new TableFault('TABLE_INVALID', 'has a column of fewer rows than its row group');
  return { pages: isFlat ? pages : [], expandedBytes };
}

/** Bytes of a column in the file. */
export function rangeOf(column: ColumnMetaData): [start: number, end: number] {
  const { dictionary_page_offset: dictionary, data_page_offset: data, total_compressed_size: size } = column;
  const start = Number(dictionary || data);
  return [start, start + Number(size)];
}

function countValues(header: PageHeader, most: number, bytes: number): number {
  const { dictionary_page_header: dictionary, data_page_header: data, data_page_header_v2: data2 } = header;
  // A value of a dictionary takes a byte at least.
  if (header.type === 'DICTIONARY_PAGE') {
    if (dictionary === undefined || !isCount(dictionary.num_values) || dictionary.num_values > bytes)
      throw new TableFault('TABLE_INVALID', 'has a dictionary of more values than bytes');
    return 0;
  }
  const count = (data ?? data2)?.num_values;
  const levels = [
    data2?.num_rows,
    data2?.num_nulls,
    data2?.definition_levels_byte_length,
    data2?.repetition_levels_byte_length,
  ];
  const isSound = levels.every((level) => level === undefined || isCount(level));
  if (!isCount(count) || count > most || !isSound) {
    throw new TableFault('TABLE_INVALID', 'has a page of more values than its row group has room for');
  }
  return count;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

async function readHeader(
  offset: number,
  end: number,
  read: ReadRange,
): Promise<{ header: PageHeader; bytes: number }> {
  for (let length = HEADER_BYTES; ; length *= 16) {
    const last = Math.min(offset + length, end);
    const reader = { view: new DataView(await read(offset, last)), offset: 0 };
    try {
      return { header: parquetHeader(reader), bytes: reader.offset };
    } catch (error) {
      // It may go on behind what was read.
      if (last === end || length > MAX_HEADER_BYTES) throw error;
    }
  }
}
