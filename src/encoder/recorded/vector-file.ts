import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StillwebError } from '../../errors.ts';

/** Components as they stand in a file. */
export type Components = Int8Array | Float32Array | Float64Array;

/** Vectors in a file, read a row at a time: a collection of them is larger than memory. */
export interface VectorFile {
  readonly rows: number;
  readonly dimensions: number;
  /** Whether its components are whole numbers of −128 … 127. */
  readonly isInt8: boolean;
  /** Unchecked. @throws StillwebError ENCODER_DAMAGED */
  read(row: number): Components;
  close(): void;
}

/** Bytes in a file that are read where they stand. */
export class RandomAccess {
  readonly path: string;
  readonly size: number;
  readonly #file: number;

  /** @throws StillwebError ENCODER_MISSING */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'r');
    } catch (cause) {
      throw missingFile(path, cause);
    }
    this.size = fstatSync(this.#file).size;
  }

  /** Bytes of their own memory, so that numbers in them are aligned. @throws StillwebError ENCODER_DAMAGED */
  read(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#file, bytes, done, length - done, at + done);
      if (count === 0) throw damagedVectors(this.path, 'ends early');
      done += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}

export function damagedVectors(path: string, what: string): StillwebError {
  return new StillwebError('ENCODER_DAMAGED', `the file of vectors ${path} ${what}`, { file: path });
}

export function missingFile(path: string, cause: unknown): StillwebError {
  const { code } = cause as NodeJS.ErrnoException;
  const message = `the file of vectors ${path} cannot be read (${code ?? 'unknown'})`;
  return new StillwebError('ENCODER_MISSING', message, { kind: 'recorded', file: path }, { cause });
}
