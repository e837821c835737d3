import { StillwebError } from '../../src/errors.ts';
import { TableFault } from '../../src/format/table-fault.ts';
import type { CollectionFile, CollectionReader } from './collection.ts';
import { recordFault } from './record-fault.ts';
import { RecordTaker } from './record-taker.ts';
import { refuseColumns, takeRows } from './row-records.ts';

/** Arrow, files and streams: one document a row. Values are what JSON Lines would hold: see `value-text.ts`. */
export const arrowReader: CollectionReader = {
  name: 'arrow',
  endings: ['.arrow', '.arrows', '.feather', '.ipc'],

  detect(_name, firstBytes) {
    const head = Buffer.from(firstBytes.subarray(0, 6)).toString('latin1');
    return head === 'ARROW1' || head.startsWith('\xff\xff\xff\xff');
  },

  async *read(file, options) {
    const taker = new RecordTaker(file, options);
    // Loaded when there is such a file: its parser takes longer to load than all other readers.
    const { readArrow } = await import('./tables/arrow-rows.ts');
    const onColumns = (names: readonly string[]) => refuseColumns(names, options);
    try {
      for await (const rows of readArrow(file.content, onColumns)) yield takeRows(taker, guard(file, rows));
    } catch (error) {
      throw faultOf(file, error);
    }
  },
};

/** Rows are made while they are walked, so that a fault of theirs is met there. */
function* guard(file: CollectionFile, rows: Iterable<string>): Generator<string> {
  const each = rows[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<string>;
    try {
      next = each.next();
    } catch (error) {
      throw faultOf(file, error);
    }
    if (next.done === true) return;
    yield next.value;
  }
}

function faultOf({ path }: CollectionFile, error: unknown): unknown {
  if (error instanceof TableFault)
    return recordFault(error.code, { file: path }, error.message, error.facts, { cause: error });
  // Errors of the catalogue are those of the content; whatever else the parser throws, it throws because of the bytes.
  if (error instanceof StillwebError || !(error instanceof Error)) return error;
  return recordFault(
    'TABLE_INVALID',
    { file: path },
    'cannot be read as Arrow',
    { reason: error.message },
    { cause: error },
  );
}
