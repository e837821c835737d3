import { NPY_MAGIC, NPY_PREAMBLE_BYTES, npyHeaderPlace, readNpyHeader } from '../npy-head.ts';
import { type Components, damagedVectors, type RandomAccess, type VectorFile } from './vector-file.ts';

/** Vectors in a file of NumPy, row after row. */

const MOST_HEADER_BYTES = 64 * 1024;
const MOST_COLUMNS = 999_999_999;

/** Types of components, as `descr` names them: one byte, or little-endian. */
const TYPES: Readonly<Record<string, { readonly bytes: number; read(bytes: Uint8Array): Components }>> = {
  '|i1': { bytes: 1, read: (bytes) => new Int8Array(bytes.buffer) },
  '<f4': { bytes: 4, read: (bytes) => Float32Array.from(floats(bytes, 4)) },
  '<f8': { bytes: 8, read: (bytes) => Float64Array.from(floats(bytes, 8)) },
};

/** @throws StillwebError ENCODER_DAMAGED */
export function openNpy(file: RandomAccess): VectorFile {
  try {
    return readNpy(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function readNpy(file: RandomAccess): VectorFile {
  const preamble = Math.min(file.size, NPY_PREAMBLE_BYTES);
  const place = npyHeaderPlace(Buffer.from(file.read(0, preamble)));
  if (place === null) throw damagedVectors(file.path, 'is no array of NumPy');
  if (place.bytes > MOST_HEADER_BYTES) throw damagedVectors(file.path, `has a header of ${place.bytes} bytes`);
  const text = Buffer.from(file.read(place.at, place.bytes)).toString('latin1');
  const { descr, shape, isByRow } = readNpyHeader(text);
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr] : undefined;
  if (type === undefined) {
    const what = `has components of type ${JSON.stringify(descr)}: float32, float64 and int8 are read`;
    throw damagedVectors(file.path, what);
  }
  if (shape === null || shape[1] > MOST_COLUMNS) throw damagedVectors(file.path, 'has no rows and columns');
  if (!isByRow) throw damagedVectors(file.path, 'has its columns one after the other');
  const [rows, dimensions] = shape;
  const at = place.at + place.bytes;
  if (file.size !== at + rows * dimensions * type.bytes) {
    throw damagedVectors(file.path, `has ${file.size} bytes, not those of ${rows} rows of ${dimensions}`);
  }
  const rowBytes = dimensions * type.bytes;
  return {
    rows,
    dimensions,
    isInt8: descr === '|i1',
    read: (row) => type.read(file.read(at + row * rowBytes, rowBytes)),
    close: () => file.close(),
  };
}

/** Numbers in little-endian, on any machine. */
function* floats(bytes: Uint8Array, size: 4 | 8): Generator<number> {
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; at += size) {
    yield size === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
  }
}

/** The bytes before an array of so many rows. @param descr as `TYPES` names it */
export function npyHeader(descr: '|i1' | '<f4', rows: number, dimensions: number): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`;
  // As NumPy writes it: what comes behind begins at a multiple of 64.
  const padded = `${text}${' '.repeat(63 - ((10 + text.length) % 64))}\n`;
  const head = Buffer.alloc(10);
  head.write(NPY_MAGIC, 'latin1');
  head[6] = 1;
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, Buffer.from(padded, 'latin1')]);
}
