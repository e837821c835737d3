import { type FileMetaData, parquetSchema, type SchemaElement, type SchemaTree } from 'hyparquet';
import {
  NULL,
  textOfBytes,
  textOfDay,
  textOfDecimal,
  textOfFloat,
  textOfInstant,
  textOfTime,
  textOfUtf8,
} from './value-text.ts';

/** How the values of a Parquet file become JSON, by the types that its schema gives them. */

/** Writes a value, as hyparquet gives it with `withRawLeaves`, as JSON. */
export type ValueWriter = (value: unknown) => string;

/** The columns of a file by name, each with what writes its values. */
export function columnWriters(metadata: FileMetaData): ColumnWriter[] {
  return parquetSchema(metadata).children.map((child) => ({
    name: child.element.name,
    write: writerOf(child),
    isFlat: child.children.length === 0 && child.element.repetition_type !== 'REPEATED',
  }));
}

export interface ColumnWriter {
  readonly name: string;
  readonly write: ValueWriter;
  /** Whether each of its values is one of a row: no list, no record. */
  readonly isFlat: boolean;
}

/**
 * The same metadata with values of no type but the stored one, so that whole numbers stay exact and bytes stay bytes. Lists stay
 * lists; maps are lists of their entries, whose keys may be of any type.
 */
export function withRawLeaves(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    const raw: SchemaElement = { ...element, converted_type: undefined, logical_type: undefined };
    return isList(element) ? { ...raw, converted_type: 'LIST' as const } : raw;
  });
  return { ...metadata, schema };
}

function isList({ num_children, converted_type, logical_type }: SchemaElement): boolean {
  return num_children === 1 && (converted_type === 'LIST' || logical_type?.type === 'LIST');
}

function isMap({ element, children }: SchemaTree): boolean {
  const { converted_type: converted, logical_type: logical } = element;
  const isMarked = converted === 'MAP' || converted === 'MAP_KEY_VALUE' || logical?.type === 'MAP';
  return isMarked && children.length === 1 && children[0].children.length === 2;
}

function writerOf(node: SchemaTree): ValueWriter {
  const one = writerOfOne(node);
  const whole = node.element.repetition_type === 'REPEATED' ? listWriter(one) : one;
  return (value) => (value === null || value === undefined ? NULL : whole(value));
}

function writerOfOne(node: SchemaTree): ValueWriter {
  const { element, children } = node;
  if (children.length === 0) return leafWriter(element);
  if (isList(element)) {
    const [repeated] = children;
    const member = repeated.children.length === 1 ? repeated.children[0] : repeated;
    return listWriter(member === repeated ? nullable(writerOfOne(repeated)) : writerOf(member));
  }
  if (isMap(node)) return mapWriter(children[0]);
  const members = children.map((child) => ({ name: child.element.name, write: writerOf(child) }));
  return (value) => {
    const fields = value as Record<string, unknown>;
    return `{${members.map(({ name, write }) => `${JSON.stringify(name)}:${write(fields[name])}`).join(',')}}`;
  };
}

function nullable(write: ValueWriter): ValueWriter {
  return (value) => (value === null || value === undefined ? NULL : write(value));
}

function listWriter(write: ValueWriter): ValueWriter {
  return (value) => `[${Array.from(value as Iterable<unknown>, write).join(',')}]`;
}

/** An object, its names being the keys as text. */
function mapWriter(entry: SchemaTree): ValueWriter {
  const [key, member] = entry.children;
  const [writeKey, writeMember] = [writerOf(key), writerOf(member)];
  return (value) => {
    const entries = (value as Record<string, unknown>)[entry.element.name] as Record<string, unknown>[] | null;
    const pairs = Array.from(entries ?? [], (each) => {
      const name = writeKey(each[key.element.name]);
      return `${name.startsWith('"') ? name : JSON.stringify(name)}:${writeMember(each[member.element.name])}`;
    });
    return `{${pairs.join(',')}}`;
  };
}

const NANOS = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n } as const;

/** @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md */
function leafWriter(element: SchemaElement): ValueWriter {
  const { type, converted_type: converted, logical_type: logical, scale } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const digits = (logical?.type === 'DECIMAL' ? logical.scale : scale) ?? 0;
    return (value) => textOfDecimal(value instanceof Uint8Array ? signedOf(value) : BigInt(value as number), digits);
  }
  if (type === 'INT96') return (value) => textOfInstant(value as bigint, false);
  if (logical?.type === 'TIMESTAMP' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS') {
    const unit = logical?.type === 'TIMESTAMP' ? logical.unit : converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : 'MICROS';
    const isUtc = logical?.type !== 'TIMESTAMP' || logical.isAdjustedToUTC;
    return (value) => textOfInstant(BigInt(value as bigint) * NANOS[unit], isUtc);
  }
  if (logical?.type === 'TIME' || converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') {
    const unit = logical?.type === 'TIME' ? logical.unit : converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS';
    return (value) => textOfTime(BigInt(value as number) * NANOS[unit]);
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return (value) => textOfDay(BigInt(value as number));
  if (converted === 'JSON' || logical?.type === 'JSON') return (value) => textOfJson(value as Uint8Array);
  if (logical?.type === 'UUID') return (value) => textOfUuid(value as Uint8Array);
  if (logical?.type === 'FLOAT16') return (value) => textOfFloat(halfOf(value as Uint8Array));
  const isText = converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'ENUM';
  if (isText) return (value) => textOfUtf8(value as Uint8Array);
  return plainWriter(element);
}

function plainWriter({ type, converted_type: converted, logical_type: logical }: SchemaElement): ValueWriter {
  const isUnsigned = converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned);
  if (type === 'BOOLEAN') return (value) => (value ? 'true' : 'false');
  if (type === 'INT32') return (value) => String(isUnsigned ? (value as number) >>> 0 : value);
  if (type === 'INT64') return (value) => String(isUnsigned ? BigInt.asUintN(64, value as bigint) : value);
  if (type === 'FLOAT' || type === 'DOUBLE') return (value) => textOfFloat(value as number);
  return (value) => textOfBytes(value as Uint8Array);
}

/** Two's complement, the highest byte first. */
function signedOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

/** JSON inside a column of JSON is a value, and text where it is none. */
function textOfJson(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return textOfUtf8(bytes);
  }
}

function textOfUuid(bytes: Uint8Array): string {
  return JSON.stringify(
    Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  );
}

/** @see IEEE 754-2008, binary16 */
export function halfOf(bytes: Uint8Array): number {
  const bits = bytes[0] | (bytes[1] << 8);
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits >> 15 === 0 ? 1 : -1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  // Powers of two, so that every step is exact.
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
