import { createReadStream } from 'node:fs';
import { DataType, type RecordBatch, RecordBatchReader, Table, type Vector } from 'apache-arrow';
import { splitMessages } from '../../format/arrow-frames.ts';
import { checkLengths } from '../../format/arrow-lengths.ts';
import { TableFault } from '../../format/table-fault.ts';
import { type RowNames, toRowNames } from './row-names.ts';
import { type Components, damagedVectors, missingFile, type VectorFile } from './vector-file.ts';

/** Names under which programs write the column of vectors; else it is the only column of lists. */
const VECTOR_COLUMNS = ['vector', 'embedding', 'values'];

/**
 * A table of Arrow IPC, file or stream, without compression: a column of lists of float32, float64 or int8, and either `id`, with
 * `passage` where documents have several, or `text`. It is read whole.
 *
 * @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED
 */
export async function openArrowVectors(path: string): Promise<{ readonly file: VectorFile; readonly names: RowNames }> {
  const table = await readArrowTable(path);
  const column = vectorColumn(table, path);
  const rows = table.numRows;
  const read = (row: number): Components => toComponents(column.get(row), path, row);
  const dimensions = rows === 0 ? 0 : read(0).length;
  const { valueType } = column.type as { valueType: DataType };
  const file = { rows, dimensions, isInt8: DataType.isInt(valueType), read, close: () => {} };
  return { file, names: namesOf(table, path) };
}

/** A table of Arrow IPC, file or stream, without compression. @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED */
export async function readArrowTable(path: string): Promise<Table> {
  try {
    const reader = await RecordBatchReader.from(splitMessages(createReadStream(path)));
    await reader.open();
    const batches: RecordBatch[] = [];
    for await (const batch of reader) {
      checkLengths(batch.data.children, batch.numRows);
      batches.push(batch);
    }
    return new Table(reader.schema, batches);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw missingFile(path, cause);
    const reason = (cause as Error).message;
    throw damagedVectors(
      path,
      cause instanceof TableFault ? reason : `is no table of Arrow without compression (${reason})`,
    );
  }
}

function vectorColumn(table: Table, path: string): Vector {
  const lists = table.schema.fields.filter(({ type }) => DataType.isFixedSizeList(type) || DataType.isList(type));
  const named = lists.find(({ name }) => VECTOR_COLUMNS.includes(name)) ?? (lists.length === 1 ? lists[0] : undefined);
  if (named === undefined) throw damagedVectors(path, 'has no column "vector" of lists');
  const { valueType } = named.type as { valueType: DataType };
  const isInt8 = DataType.isInt(valueType) && valueType.bitWidth === 8 && valueType.isSigned;
  if (!isInt8 && !DataType.isFloat(valueType)) throw damagedVectors(path, `has a column of lists of ${valueType}`);
  return table.getChild(named.name)!;
}

function toComponents(value: unknown, path: string, row: number): Components {
  const values: unknown = (value as Vector | null)?.toArray();
  if (values instanceof Int8Array || values instanceof Float32Array || values instanceof Float64Array) return values;
  throw damagedVectors(path, `has no vector of float32, float64 or int8 in row ${row}`);
}

function namesOf(table: Table, path: string): RowNames {
  const [ids, passages, texts] = ['id', 'passage', 'text'].map((name) => table.getChild(name));
  const textAt = (column: Vector, row: number): string => {
    const value: unknown = column.get(row);
    if (typeof value === 'string') return value;
    throw damagedVectors(path, `has no text in row ${row}`);
  };
  if (ids === null && texts === null) throw damagedVectors(path, 'has neither a column "id" nor a column "text"');
  const column = ids ?? texts!;
  const names = Array.from({ length: table.numRows }, (_, row) => ({
    name: textAt(column, row),
    ...(ids !== null && passages !== null && { number: Number(passages.get(row) ?? Number.NaN) }),
  }));
  return toRowNames(path, ids === null ? 'text' : 'id', names);
}
