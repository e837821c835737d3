import { CompressionType, compressionRegistry, RecordBatchReader, type Schema } from 'apache-arrow';
import { decompress as expandZstd } from 'fzstd';
import { splitMessages } from '../../../src/format/arrow-frames.ts';
import { checkLengths } from '../../../src/format/arrow-lengths.ts';
import { TableFault } from '../../../src/format/table-fault.ts';
import { MAX_TABLE_PART_BYTES } from '../../../src/limits.ts';
import { writerOfType } from './arrow-types.ts';
import { expandLz4Frame } from './lz4-frame.ts';

/**
 * The rows of an Arrow file or stream as JSON, a record batch at a time; the rows of a batch are written while they are walked.
 * @param onColumns given the names of the columns before any row
 * @throws TableFault, what `onColumns` throws, and whatever the parser throws at bytes that are no Arrow, also while a batch is walked
 */
export async function* readArrow(
  content: AsyncIterable<Buffer>,
  onColumns: (names: readonly string[]) => void,
): AsyncGenerator<Iterable<string>> {
  const reader = await RecordBatchReader.from(splitMessages(content));
  try {
    await reader.open();
    const columns = columnsOf(reader.schema);
    onColumns(reader.schema.fields.map(({ name }) => name));
    for (;;) {
      expandedBytes = 0;
      const { done, value: batch } = await reader.next();
      if (done === true) return;
      const { children } = batch.data;
      checkLengths(children, batch.numRows);
      yield rowsOf(batch.numRows, (row) => {
        return `{${columns.map(({ label, write }, place) => label + write(children[place], row)).join(',')}}`;
      });
    }
  } finally {
    await reader.cancel();
  }
}

function columnsOf({ fields }: Schema) {
  const twice = fields.find(({ name }, place) => fields.findIndex((field) => field.name === name) !== place);
  if (twice !== undefined) {
    throw new TableFault('TABLE_INVALID', `has two columns "${twice.name}"`, { field: twice.name });
  }
  return fields.map(({ name, type }) => ({ label: `${JSON.stringify(name)}:`, write: writerOfType(type) }));
}

function* rowsOf(count: number, write: (row: number) => string): Generator<string> {
  for (let row = 0; row < count; row += 1) yield write(row);
}

/** Of the batch that is being read: its buffers are expanded one by one. */
let expandedBytes = 0;

/**
 * The length that stands before a compressed buffer, whose view begins behind it.
 * @throws TableFault where the batch would be too large
 */
function lengthBefore({ buffer, byteOffset }: Uint8Array): number {
  const length = Number(new DataView(buffer, byteOffset - 8, 8).getBigInt64(0, true));
  if (!(length >= 0)) throw new TableFault('TABLE_INVALID', 'has a buffer of no size');
  expandedBytes += length;
  if (expandedBytes <= MAX_TABLE_PART_BYTES) return length;
  const what = `has a record batch of ${expandedBytes} bytes, over ${MAX_TABLE_PART_BYTES}`;
  throw new TableFault('TABLE_TOO_LARGE', what, { bytes: expandedBytes, limit: MAX_TABLE_PART_BYTES });
}

compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => expandLz4Frame(bytes, lengthBefore(bytes)) });
compressionRegistry.set(CompressionType.ZSTD, {
  decode: (bytes) => expandZstd(bytes, new Uint8Array(lengthBefore(bytes))),
});
