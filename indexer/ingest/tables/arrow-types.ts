import { type Data, type DataType, DateUnit, Precision, TimeUnit, Type, Vector } from 'apache-arrow';
import { TableFault } from '../../../src/format/table-fault.ts';
import { halfOf } from './parquet-types.ts';
import {
  NULL,
  textOfBytes,
  textOfDay,
  textOfDecimal,
  textOfFloat,
  textOfInstant,
  textOfString,
  textOfTime,
  textOfUtf8,
} from './value-text.ts';

/** How the values of Arrow become JSON, by their types. */

/** Writes the value of a column at an index as JSON. */
type CellWriter = (data: Data, index: number) => string;

const NANOS: { readonly [unit in TimeUnit]: bigint } = {
  [TimeUnit.SECOND]: 1_000_000_000n,
  [TimeUnit.MILLISECOND]: 1_000_000n,
  [TimeUnit.MICROSECOND]: 1000n,
  [TimeUnit.NANOSECOND]: 1n,
};
const MS_PER_DAY = 86_400_000n;

/** @throws TableFault for a type that has no place in JSON, such as a union */
export function writerOfType(type: DataType): CellWriter {
  const write = writerOfValue(type);
  return (data, index) => (data.getValid(index) ? write(data, index) : NULL);
}

/** A type of apache-arrow with all that any of them has: its own classes are told by `typeId` alone. */
interface AnyType {
  readonly typeId: Type;
  readonly unit: number;
  readonly precision: number;
  readonly timezone?: string | null;
  readonly scale: number;
  readonly bitWidth: number;
  readonly byteWidth: number;
  readonly listSize: number;
  readonly valueType: DataType;
  readonly dictionary: DataType;
  readonly children: readonly { readonly name: string; readonly type: DataType }[];
}

function writerOfValue(type: DataType): CellWriter {
  const { typeId, unit, precision, timezone, scale, bitWidth, byteWidth, listSize, children, dictionary } =
    type as unknown as AnyType;
  switch (typeId) {
    case Type.Null:
      return () => NULL;
    case Type.Bool:
      return ({ values, offset }, index) =>
        (values[(offset + index) >> 3] >> ((offset + index) & 7)) & 1 ? 'true' : 'false';
    case Type.Int:
    case Type.Duration:
      return ({ values }, index) => String(values[index]);
    case Type.Float:
      return precision === Precision.HALF
        ? ({ values }, index) => textOfFloat(halfOf(Uint8Array.of(values[index] & 0xff, values[index] >> 8)))
        : ({ values }, index) => textOfFloat(values[index]);
    case Type.Utf8:
    case Type.LargeUtf8:
      return (data, index) => textOfUtf8(bytesAt(data, index));
    case Type.Binary:
    case Type.LargeBinary:
      return (data, index) => textOfBytes(bytesAt(data, index));
    case Type.FixedSizeBinary:
      return ({ values }, index) => textOfBytes(values.subarray(index * byteWidth, (index + 1) * byteWidth));
    case Type.Utf8View:
      return (data, index) => textOfString(new Vector([data]).get(index) as string);
    case Type.BinaryView:
      return (data, index) => textOfBytes(new Vector([data]).get(index) as Uint8Array);
    case Type.Date:
      return unit === DateUnit.DAY
        ? ({ values }, index) => textOfDay(BigInt(values[index]))
        : ({ values }, index) => textOfDay(BigInt(values[index]) / MS_PER_DAY);
    case Type.Timestamp: {
      const isUtc = timezone !== null && timezone !== undefined && timezone !== '';
      return ({ values }, index) => textOfInstant(BigInt(values[index]) * NANOS[unit as TimeUnit], isUtc);
    }
    case Type.Time:
      return ({ values }, index) => textOfTime(BigInt(values[index]) * NANOS[unit as TimeUnit]);
    case Type.Decimal:
      return ({ values }, index) => textOfDecimal(wholeOf(values, index, bitWidth / 32), scale);
    case Type.List:
    case Type.LargeList:
      return listWriter(children[0].type, ({ valueOffsets }, index) => rangeAt(valueOffsets, index));
    case Type.FixedSizeList:
      return listWriter(children[0].type, ({ offset }, index) => [
        (offset + index) * listSize,
        (offset + index + 1) * listSize,
      ]);
    case Type.Struct:
      return structWriter(children);
    case Type.Map:
      return mapWriter(children[0].type);
    case Type.Dictionary:
      return dictionaryWriter(dictionary);
    default:
      throw new TableFault('TABLE_INVALID', `has a column of the type ${String(type)}, which is not read`);
  }
}

/** Ends of 64 bits are within what a buffer can hold. */
function rangeAt(offsets: ArrayLike<number | bigint>, index: number): [start: number, end: number] {
  return [Number(offsets[index]), Number(offsets[index + 1])];
}

function bytesAt({ values, valueOffsets }: Data, index: number): Uint8Array {
  return (values as Uint8Array).subarray(...rangeAt(valueOffsets, index));
}

/** Two's complement in words of 32 bits, the lowest first. */
function wholeOf(words: Uint32Array, index: number, count: number): bigint {
  let value = 0n;
  for (let word = count - 1; word >= 0; word -= 1) value = (value << 32n) | BigInt(words[index * count + word]);
  return BigInt.asIntN(count * 32, value);
}

function listWriter(member: DataType, rangeOf: (data: Data, index: number) => [number, number]): CellWriter {
  const write = writerOfType(member);
  return (data, index) => {
    const [start, end] = rangeOf(data, index);
    const [values] = data.children;
    checkRange(start, end, values);
    const texts: string[] = [];
    for (let at = start; at < end; at += 1) texts.push(write(values, at));
    return `[${texts.join(',')}]`;
  };
}

/** Offsets of a hostile file may name what is not there, and lead round and round. */
function checkRange(start: number, end: number, { length }: Data): void {
  if (start >= 0 && start <= end && end <= length) return;
  throw new TableFault('TABLE_INVALID', 'has a list of values that are not there');
}

function structWriter(children: AnyType['children']): CellWriter {
  const members = children.map(({ name, type }) => ({ label: `${JSON.stringify(name)}:`, write: writerOfType(type) }));
  return (data, index) => {
    return `{${members.map(({ label, write }, place) => label + write(data.children[place], index)).join(',')}}`;
  };
}

/** An object, its names being the keys as text. */
function mapWriter(entry: DataType): CellWriter {
  const [key, member] = (entry as unknown as AnyType).children;
  const [writeKey, writeMember] = [writerOfType(key.type), writerOfType(member.type)];
  return (data, index) => {
    const [start, end] = rangeAt(data.valueOffsets, index);
    const [entries] = data.children;
    checkRange(start, end, entries);
    const pairs: string[] = [];
    for (let at = start; at < end; at += 1) {
      const name = writeKey(entries.children[0], at);
      pairs.push(`${name.startsWith('"') ? name : JSON.stringify(name)}:${writeMember(entries.children[1], at)}`);
    }
    return `{${pairs.join(',')}}`;
  };
}

function dictionaryWriter(type: DataType): CellWriter {
  const write = writerOfType(type);
  return ({ values, dictionary }, index) => {
    let at = Number(values[index]);
    for (const part of (dictionary as Vector).data) {
      if (at < part.length) return at >= 0 ? write(part, at) : NULL;
      at -= part.length;
    }
    throw new TableFault('TABLE_INVALID', 'names a value that its dictionary does not have');
  };
}
