import { extname } from 'node:path';
import { StillwebError } from '../../errors.ts';
import { quantise } from '../quantise.ts';
import { toUnitLength } from '../unit-length.ts';
import { openFvecs } from './fvecs-file.ts';
import { openNpy } from './npy-file.ts';
import { holdsNames, namesBeside, type RowNames, readRowNames } from './row-names.ts';
import { damagedVectors, RandomAccess, type VectorFile } from './vector-file.ts';

/** How far the square of a length may be from 1, so that a vector is taken as it is: float32 rounds each component. */
const UNIT_TOLERANCE = 1e-5;

/** Vectors of a file under the names of its rows, checked when they are read. */
export class NamedVectors {
  readonly path: string;
  readonly names: RowNames;
  readonly dimensions: number;
  readonly isInt8: boolean;
  /** All files that it is read from. */
  readonly files: readonly string[];
  readonly #file: VectorFile;

  private constructor(path: string, file: VectorFile, names: RowNames, files: readonly string[]) {
    this.path = path;
    this.names = names;
    this.dimensions = file.dimensions;
    this.isInt8 = file.isInt8;
    this.files = files;
    this.#file = file;
    for (const [row, first] of names.repeated) {
      if (this.read(row).join() === this.read(first).join()) continue;
      throw damagedVectors(path, `has two vectors for one text, in rows ${first} and ${row}`);
    }
  }

  /** @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, UNSUPPORTED */
  static async open(path: string): Promise<NamedVectors> {
    if (holdsNames(path)) {
      const { file, names } = await (await import('./arrow-vectors.ts')).openArrowVectors(path);
      return new NamedVectors(path, checkFile(path, file), names, [path]);
    }
    const file = checkFile(path, openVectorFile(path));
    try {
      const beside = namesBeside(path);
      const names = readRowNames(beside);
      if (names.count !== file.rows) throw damagedVectors(beside, `has ${names.count} lines for ${file.rows} vectors`);
      return new NamedVectors(path, file, names, [path, beside]);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** A row of int8 as it is, and any other of unit length; zeros stay zeros. @throws StillwebError ENCODER_DAMAGED */
  read(row: number): Int8Array | Float32Array {
    const values = this.#file.read(row);
    if (values.length !== this.dimensions) {
      throw damagedVectors(
        this.path,
        `has ${values.length} components in row ${row}, and ${this.dimensions} elsewhere`,
      );
    }
    if (values instanceof Int8Array) {
      if (values.includes(-128))
        throw damagedVectors(this.path, `has -128 in row ${row}; int8 vectors are of -127 to 127`);
      return values;
    }
    let square = 0;
    for (const value of values) square += value * value;
    if (!Number.isFinite(square)) throw damagedVectors(this.path, `has components in row ${row} that are no numbers`);
    if (values instanceof Float32Array && Math.abs(square - 1) <= UNIT_TOLERANCE) return values;
    return toUnitLength(Float64Array.from(values));
  }

  close(): void {
    this.#file.close();
  }
}

/** As int8, whatever it was. */
export function toInt8(vector: Int8Array | Float32Array): Int8Array {
  if (vector instanceof Int8Array) return vector;
  const rounded = new Int8Array(vector.length);
  quantise(vector, rounded);
  return rounded;
}

function checkFile(path: string, file: VectorFile): VectorFile {
  if (file.rows > 0 && file.dimensions > 0) return file;
  file.close();
  throw damagedVectors(path, 'holds no vector');
}

/** By the ending of its file. @throws StillwebError ENCODER_MISSING, ENCODER_DAMAGED, UNSUPPORTED */
function openVectorFile(path: string): VectorFile {
  switch (extname(path).toLowerCase()) {
    case '.npy':
      return openNpy(new RandomAccess(path));
    case '.fvecs':
      return openFvecs(new RandomAccess(path));
    default: {
      const supported = ['.npy', '.fvecs', '.arrow', '.arrows', '.feather', '.ipc'];
      throw new StillwebError('UNSUPPORTED', `${path} is no file of vectors that is known by its ending`, {
        supported,
      });
    }
  }
}
