import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * A graph of ONNX whose weights stay where they are in its file. A runtime that reads the file itself copies each weight, and gives back
 * only some of what it held meanwhile. Of a graph that says where its weights stand, it maps them, and all threads share the pages.
 */

/** Bytes of a tensor that stays in the graph: the runtime looks into small ones, such as shapes, when it simplifies the graph. */
const SMALL_BYTES = 1024;

/** Numbers of fields, from onnx.proto of ONNX (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
const EXTERNAL = 1;
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;

/** Kinds of fields in protocol buffers (https://protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Most bytes of the number, the kind and the length of a field. */
const HEAD_BYTES = 20;

/** A field of a message: its first byte, the first of its value, and the end, as places in the file. */
interface Field {
  readonly number: number;
  readonly kind: number;
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

/**
 * The graph of a file, each large tensor replaced by its place in that file. It is to be opened with the folder of the file as that of its
 * weights.
 *
 * @returns null where the file has no large tensor, or is no graph
 */
export function graphWithWeightsInPlace(path: string): Uint8Array | null {
  const file = openSync(path, 'r');
  try {
    let moved = 0;
    const tensorOf = (tensor: Field): Uint8Array | null => {
      const fields = [...fieldsOf(file, tensor.value, tensor.end)];
      const data = fields.find(({ number, kind }) => number === TENSOR_RAW_DATA && kind === BYTES);
      if (data === undefined || data.end - data.value < SMALL_BYTES) return null;
      moved++;
      const rest = fields.filter((field) => field !== data).map(({ start, end }) => bytesAt(file, start, end));
      return message(GRAPH_INITIALIZER, [
        ...rest,
        entry('location', basename(path)),
        entry('offset', String(data.value)),
        entry('length', String(data.end - data.value)),
        Uint8Array.of(TENSOR_DATA_LOCATION * 8 + VARINT, EXTERNAL),
      ]);
    };
    const isGraph = ({ number, kind }: Field) => number === MODEL_GRAPH && kind === BYTES;
    const isInitializer = ({ number, kind }: Field) => number === GRAPH_INITIALIZER && kind === BYTES;
    const graphOf = ({ value, end }: Field): Uint8Array =>
      message(
        MODEL_GRAPH,
        rewritten(file, value, end, (field) => (isInitializer(field) ? tensorOf(field) : null)),
      );
    const { size } = fstatSync(file);
    const model = rewritten(file, 0, size, (field) => (isGraph(field) ? graphOf(field) : null));
    return moved === 0 ? null : Buffer.concat(model);
  } catch (error) {
    // The runtime says what is wrong with a file better than anything here could.
    if (error instanceof RangeError) return null;
    throw error;
  } finally {
    closeSync(file);
  }
}

/** The fields of a message, one after the other, those with another form in that form. */
function rewritten(file: number, from: number, to: number, formOf: (field: Field) => Uint8Array | null): Uint8Array[] {
  return Array.from(fieldsOf(file, from, to), (field) => formOf(field) ?? bytesAt(file, field.start, field.end));
}

/** @throws RangeError where the bytes are no message */
function* fieldsOf(file: number, from: number, to: number): Generator<Field> {
  const head = Buffer.alloc(HEAD_BYTES);
  for (let start = from; start < to; ) {
    const length = readSync(file, head, 0, Math.min(HEAD_BYTES, to - start), start);
    const tag = readVarint(head.subarray(0, length), 0);
    const [number, kind] = [Math.floor(tag.value / 8), tag.value % 8];
    let value = start + tag.end;
    let end = value;
    if (kind === VARINT) end = start + readVarint(head.subarray(0, length), tag.end).end;
    else if (kind === FIXED_64) end += 8;
    else if (kind === FIXED_32) end += 4;
    else if (kind === BYTES) {
      const size = readVarint(head.subarray(0, length), tag.end);
      value = start + size.end;
      end = value + size.value;
    } else throw new RangeError(`there is no field of kind ${kind}`);
    if (end > to) throw new RangeError(`a field ends at ${end}, behind ${to}`);
    yield { number, kind, start, value, end };
    start = end;
  }
}

function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let at = from, unit = 1; at < bytes.length; at++, unit *= 128) {
    value += (bytes[at] & 0x7f) * unit;
    if (bytes[at] < 0x80) return { value, end: at + 1 };
  }
  throw new RangeError('a number has no end');
}

function bytesAt(file: number, from: number, to: number): Uint8Array {
  const bytes = Buffer.alloc(to - from);
  if (readSync(file, bytes, 0, bytes.length, from) < bytes.length) throw new RangeError('the file has become shorter');
  return bytes;
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([varint(field * 8 + BYTES), varint(length), ...parts]);
}

function entry(key: string, value: string): Uint8Array {
  return message(TENSOR_EXTERNAL_DATA, [
    message(ENTRY_KEY, [Buffer.from(key)]),
    message(ENTRY_VALUE, [Buffer.from(value)]),
  ]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}
