import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { NPY_PREAMBLE_BYTES, npyHeaderPlace, readNpyHeader } from './npy-head.ts';
import { damaged } from './onnx/model-folder.ts';
import { quantise } from './quantise.ts';
import { toUnitLength } from './unit-length.ts';

const MOST_HEADER_BYTES = 65_536;
const MOST_DIMENSIONS = 4096;

/** Kinds of numbers, as NumPy names them, with their bytes. */
const NUMBER_BYTES: Readonly<Record<string, number>> = { '|i1': 1, '<f4': 4 };

/**
 * Rows of vectors in a file of NumPy (`.npy`, format 1 to 3), read from disk when they are asked for. int8 is taken as it is; a row
 * of float32 is brought to unit length and rounded as all vectors are.
 */
export class TokenRows {
  readonly count: number;
  readonly dimensions: number;
  readonly #file: number;
  readonly #start: number;
  readonly #isFloat: boolean;

  private constructor(file: number, { start, descr, shape }: Header) {
    this.#file = file;
    this.#start = start;
    this.#isFloat = descr === '<f4';
    [this.count, this.dimensions] = shape;
  }

  /** @throws StillwebError ENCODER_DAMAGED */
  static open(folder: string, name: string): TokenRows {
    let file: number;
    try {
      file = openSync(join(folder, name), 'r');
    } catch {
      throw damaged(folder, name, 'is not there');
    }
    try {
      return new TokenRows(
        file,
        readHeader(file, (what) => damaged(folder, name, what)),
      );
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /** int8, row after row. @param from first row @param count one row or more, all of which there are */
  read(from: number, count: number): Int8Array {
    const values = count * this.dimensions;
    const bytes = Buffer.allocUnsafeSlow(values * (this.#isFloat ? 4 : 1));
    const at = this.#start + from * this.dimensions * (this.#isFloat ? 4 : 1);
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(this.#file, bytes, done, bytes.length - done, at + done);
      if (read === 0) throw new RangeError(`TokenRows: there are no ${count} rows from ${from}`);
      done += read;
    }
    if (!this.#isFloat) return new Int8Array(bytes.buffer, bytes.byteOffset, values);
    const rows = new Int8Array(values);
    for (let row = 0; row < count; row++) {
      const floats = new Float64Array(this.dimensions);
      for (let j = 0; j < floats.length; j++) floats[j] = bytes.readFloatLE((row * floats.length + j) * 4);
      quantise(toUnitLength(floats), rows.subarray(row * floats.length, (row + 1) * floats.length));
    }
    return rows;
  }

  close(): void {
    closeSync(this.#file);
  }
}

interface Header {
  readonly descr: string;
  readonly shape: readonly [count: number, dimensions: number];
  /** Where the numbers begin. */
  readonly start: number;
}

function readHeader(file: number, refuse: (what: string) => Error): Header {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw refuse('is no file');
  const { size } = stats;
  const head = Buffer.alloc(Math.min(size, MOST_HEADER_BYTES + NPY_PREAMBLE_BYTES));
  readSync(file, head, 0, head.length, 0);
  const place = npyHeaderPlace(head);
  if (place === null) throw refuse('is no .npy file');
  const start = place.at + place.bytes;
  const { descr, shape, isByRow } = readNpyHeader(head.toString('latin1', place.at, start));
  if (start > head.length || shape === null || !isByRow) throw refuse('holds no table in the order of its rows');
  const [count, dimensions] = shape;
  const bytes = Object.hasOwn(NUMBER_BYTES, descr) ? NUMBER_BYTES[descr] : null;
  if (bytes === null)
    throw refuse(`holds numbers of kind ${descr === '' ? '?' : descr}: int8 (|i1) and float32 (<f4) are read`);
  if (dimensions < 1 || dimensions > MOST_DIMENSIONS) throw refuse(`has ${dimensions} dimensions`);
  if (size !== start + count * dimensions * bytes) throw refuse(`has not the bytes of ${count} rows of ${dimensions}`);
  return { descr, shape, start };
}
