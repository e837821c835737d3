import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Field, FixedSizeList, Float32, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';

/** Files of vectors, written as other programs write them; no code of ours takes part. */

const escaped = (text: string) =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');

/** @param names behind which the file beside it ends: `.ids`, `.texts`; a pair is an id and a number */
export function writeNames(path: string, names: readonly (string | readonly [string, number])[]): void {
  const lines = names.map((name) => (typeof name === 'string' ? escaped(name) : `${escaped(name[0])}\t${name[1]}`));
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''));
}

export function npyBytes(descr: string, rows: number, columns: number, data: Uint8Array, version = 1): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const head = Buffer.alloc(8 + lengthBytes);
  head.write('\x93NUMPY', 'latin1');
  head[6] = version;
  head.writeUIntLE(header.length + 1, 8, lengthBytes);
  return Buffer.concat([head, Buffer.from(`${header}\n`), data]);
}

export function floatBytes(rows: readonly (readonly number[])[], size: 4 | 8 = 4): Buffer {
  const values = rows.flat();
  const bytes = Buffer.alloc(values.length * size);
  for (const [i, value] of values.entries()) {
    if (size === 4) bytes.writeFloatLE(value, i * 4);
    else bytes.writeDoubleLE(value, i * 8);
  }
  return bytes;
}

export function writeNpy(path: string, rows: readonly (readonly number[])[]): void {
  writeFileSync(path, npyBytes('<f4', rows.length, rows[0].length, floatBytes(rows)));
}

export function writeFvecs(path: string, rows: readonly (readonly number[])[]): void {
  const records = rows.map((row) => {
    const head = Buffer.alloc(4);
    head.writeInt32LE(row.length);
    return Buffer.concat([head, floatBytes([row])]);
  });
  writeFileSync(path, Buffer.concat(records));
}

export function writeArrow(
  path: string,
  column: 'id' | 'text',
  names: readonly string[],
  rows: readonly (readonly number[])[],
): void {
  const type = new FixedSizeList(rows[0].length, new Field('item', new Float32()));
  const table = new Table({ [column]: vectorFromArray(names, new Utf8()), vector: vectorFromArray(rows, type) });
  writeFileSync(path, tableToIPC(table, 'stream'));
}

/** The same vectors in each of the forms, with texts. @returns the paths */
export function writeForms(folder: string, texts: readonly string[], rows: readonly (readonly number[])[]): string[] {
  const [npy, fvecs, arrow] = ['v.npy', 'w.fvecs', 'x.arrow'].map((name) => join(folder, name));
  writeNpy(npy, rows);
  writeFvecs(fvecs, rows);
  for (const name of ['v.texts', 'w.texts']) writeNames(join(folder, name), texts);
  writeArrow(arrow, 'text', texts, rows);
  return [npy, fvecs, arrow];
}
