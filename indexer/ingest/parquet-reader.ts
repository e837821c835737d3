import { TableFault } from '../../src/format/table-fault.ts';
import { MAX_HELD_TABLE_BYTES } from '../../src/limits.ts';
import type { CollectedDocument, CollectionFile, CollectionReader, FileRanges, ReadOptions } from './collection.ts';
import { holdContent } from './held-content.ts';
import { recordFault } from './record-fault.ts';
import { RecordTaker } from './record-taker.ts';
import { refuseColumns, takeRows } from './row-records.ts';
import { readParquet } from './tables/table-thread.ts';

const MAGIC = 'PAR1';

/** Parquet: one document a row. Values are what JSON Lines would hold: see `value-text.ts`. */
export const parquetReader: CollectionReader = {
  name: 'parquet',
  endings: ['.parquet'],

  detect(_name, firstBytes) {
    return Buffer.from(firstBytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC;
  },

  async *read(file, options) {
    const ranges = openAsStored(file) ?? (await holdTable(file));
    try {
      yield* readTable(file, ranges, options);
    } catch (error) {
      if (!(error instanceof TableFault)) throw error;
      throw recordFault(error.code, { file: file.path }, error.message, error.facts, { cause: error });
    } finally {
      ranges.close();
    }
  },
};

async function* readTable(
  file: CollectionFile,
  ranges: FileRanges,
  options: ReadOptions,
): AsyncGenerator<Iterable<CollectedDocument>> {
  if (!isParquet(ranges)) throw new TableFault('TABLE_INVALID', 'is no Parquet: it does not begin as such');
  const taker = new RecordTaker(file, options);
  const onColumns = (names: readonly string[]) => refuseColumns(names, options);
  for await (const { rows, share } of readParquet(ranges.size, ranges.read, onColumns)) {
    ranges.reach(Math.floor(share * ranges.size));
    yield takeRows(taker, rows);
  }
}

/** The file on the disk, if it is no compressed one; null for what can only be read from its beginning. */
function openAsStored(file: CollectionFile): FileRanges | null {
  const ranges = file.openRanges?.();
  if (ranges === undefined) return null;
  if (isParquet(ranges)) return ranges;
  ranges.close();
  return null;
}

function isParquet({ size, read }: FileRanges): boolean {
  return size >= 12 && read(0, MAGIC.length).toString('latin1') === MAGIC;
}

function holdTable(file: CollectionFile): Promise<FileRanges> {
  return holdContent(file, MAX_HELD_TABLE_BYTES, () => {
    const what = `is a stream or compressed, so that it must be held, and has over ${MAX_HELD_TABLE_BYTES} bytes`;
    return recordFault('TABLE_TOO_LARGE', { file: file.path }, what, { limit: MAX_HELD_TABLE_BYTES });
  });
}
