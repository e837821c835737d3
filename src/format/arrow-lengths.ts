import { type Data, Type, type Vector } from 'apache-arrow';
import { MAX_TABLE_VALUES } from '../limits.ts';
import { TableFault } from './table-fault.ts';

/**
 * Refuses columns that say that they are longer than what they hold: a few bytes of a hostile file could else be rows without end.
 * Columns of nulls hold nothing, so rows have a limit of their own.
 *
 * @param rows that are read of each column
 * @throws TableFault
 */
export function checkLengths(columns: readonly Data[], rows: number): void {
  if (!(rows >= 0 && rows <= MAX_TABLE_VALUES)) {
    const what = `has a record batch of ${rows} rows, over ${MAX_TABLE_VALUES}`;
    throw new TableFault('TABLE_TOO_LARGE', what, { rows, limit: MAX_TABLE_VALUES });
  }
  for (const column of columns) checkLength(column, rows);
}

function checkLength(data: Data, length: number): void {
  const { offset, nullBitmap, nullCount, dictionary, children } = data;
  const isMasked = nullCount > 0 && nullBitmap !== undefined && nullBitmap.length > 0;
  if (isMasked && nullBitmap.length * 8 < offset + length) throw tooShort();
  if (!(length >= 0 && length <= data.length && length <= capacityOf(data))) throw tooShort();
  for (const child of children ?? []) checkLength(child, child.length);
  for (const part of (dictionary as Vector | undefined)?.data ?? []) checkLength(part, part.length);
}

/** How many values the buffers of a column have room for. Offsets inside of them are looked at when they are followed. */
function capacityOf({ type, values, valueOffsets, children }: Data): number {
  const { typeId, byteWidth, listSize, bitWidth } = type as unknown as { [name: string]: number };
  switch (typeId as Type) {
    case Type.Null:
      return MAX_TABLE_VALUES;
    case Type.Bool:
      return values.length * 8;
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary:
    case Type.List:
    case Type.LargeList:
    case Type.Map:
      // Of no value there may be no offset at all.
      return Math.max(0, valueOffsets.length - 1);
    case Type.FixedSizeBinary:
      return values.length / byteWidth;
    case Type.Utf8View:
    case Type.BinaryView:
      return values.length / 16;
    case Type.Decimal:
      return values.length / (bitWidth / 32);
    case Type.FixedSizeList:
      return listSize > 0 ? children[0].length / listSize : MAX_TABLE_VALUES;
    case Type.Struct:
      return Math.min(MAX_TABLE_VALUES, ...children.map((child) => child.length));
    default:
      return values.length;
  }
}

function tooShort(): TableFault {
  return new TableFault('TABLE_INVALID', 'has a column that is shorter than it says');
}
