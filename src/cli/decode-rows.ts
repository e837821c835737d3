import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { readContent } from '../../indexer/ingest/decompression.ts';
import { openFileRanges } from '../../indexer/ingest/file-ranges.ts';
import { LineSplitter } from '../../indexer/ingest/line-splitter.ts';
import { readParquet } from '../../indexer/ingest/tables/table-thread.ts';
import { StillwebError } from '../errors.ts';
import { CanaryDecoder, type Row } from '../evaluation/canary.ts';
import { parseJsonRow } from '../evaluation/json-row.ts';
import { csvRows, type PlacedRow } from '../evaluation/question-file.ts';
import { readLines } from '../evaluation/text-lines.ts';
import { MAX_LINE_BYTES } from '../limits.ts';

export interface DecodeOptions {
  readonly out: string;
  /** Absent: that of each row. */
  readonly canary?: string;
  /** Fields that are written. Default: all. */
  readonly only?: readonly string[];
}

/**
 * Writes the rows of a file with their texts decoded, as JSON Lines, one row in memory at a time but for CSV. The file appears when all
 * is well.
 *
 * @returns how many rows there are, and how many texts of them were obfuscated
 * @throws StillwebError INPUT_MISSING, INPUT_CORRUPT, TOPICS_INVALID, CANARY_WRONG, also where no text is obfuscated; SETTING_INVALID
 */
export async function decodeRows(path: string, { out, canary, only }: DecodeOptions): Promise<DecodedCounts> {
  const partial = `${out}.partial`;
  const file = openOutput(partial);
  try {
    const counts = await writeRows(path, file, new CanaryDecoder(canary), only);
    closeSync(file);
    renameSync(partial, out);
    return counts;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

export interface DecodedCounts {
  readonly rows: number;
  readonly texts: number;
}

async function writeRows(
  path: string,
  file: number,
  decoder: CanaryDecoder,
  only: readonly string[] | undefined,
): Promise<DecodedCounts> {
  let rows = 0;
  for await (const { row, line } of readRows(path)) {
    const missing = only?.find((name) => !Object.hasOwn(row, name));
    if (missing !== undefined) {
      throw new StillwebError('TOPICS_INVALID', `${path}:${line}: the row has no field ${missing}`, {
        file: path,
        line,
      });
    }
    const wanted: Row = only === undefined ? row : Object.fromEntries(only.map((name) => [name, row[name]]));
    // The canary of the row is needed, written or not; what is decoded is what is written.
    const { canary } = row;
    const decoded = decoder.decode(canary === undefined ? wanted : { ...wanted, canary }, `${path}:${line}`);
    const { canary: _, ...rest } = decoded;
    writeSync(file, `${JSON.stringify(wanted.canary === undefined ? rest : decoded)}\n`);
    rows++;
  }
  if (decoder.decoded === 0) {
    throw new StillwebError('CANARY_WRONG', `${path}: no text is obfuscated with this canary`, { file: path });
  }
  return { rows, texts: decoder.decoded };
}

async function* readRows(path: string): AsyncGenerator<PlacedRow> {
  if (/\.parquet$/i.test(path)) yield* parquetRows(path);
  else if (/\.csv(?:\.gz)?$/i.test(path)) yield* csvRows([...(await readLines(path, 'TOPICS_INVALID'))], path);
  else yield* jsonRows(path);
}

async function* parquetRows(path: string): AsyncGenerator<PlacedRow> {
  const ranges = openFileRanges(path, { bytesRead: 0 }, {});
  try {
    let number = 0;
    for await (const { rows } of readParquet(ranges.size, ranges.read, () => {})) {
      for (const text of rows) {
        number++;
        yield { row: parseJsonRow({ number, text }, path, 'TOPICS_INVALID'), line: number };
      }
    }
  } finally {
    ranges.close();
  }
}

async function* jsonRows(path: string): AsyncGenerator<PlacedRow> {
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  const progress = { bytesRead: 0, documents: 0 };
  for await (const chunk of readContent(path, progress)) {
    for (const line of splitter.split(chunk)) {
      progress.documents++;
      if (line.text?.trim() !== '') yield rowOf(path, line);
    }
  }
  for (const line of splitter.finish()) if (line.text?.trim() !== '') yield rowOf(path, line);
}

function rowOf(path: string, { number, text }: { readonly number: number; readonly text?: string }): PlacedRow {
  if (text !== undefined) return { row: parseJsonRow({ number, text }, path, 'TOPICS_INVALID'), line: number };
  const message = `${path}:${number}: the line is not UTF-8, or has over ${MAX_LINE_BYTES} bytes`;
  throw new StillwebError('TOPICS_INVALID', message, { file: path, line: number });
}

/** @throws StillwebError SETTING_INVALID */
function openOutput(path: string): number {
  try {
    return openSync(path, 'w', 0o600);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const message = `--out ${path} cannot be written (${code})`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'out', file: path, reason: code }, { cause });
  }
}
