import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Texts under their names, each with the vectors of its tokens. */
export type RecordedTexts = ReadonlyMap<string, readonly (readonly number[])[]>;

/** Writes a folder of token vectors as it may be recorded with NumPy. */
export function writeTokenFolder(passages: RecordedTexts, queries: RecordedTexts, kind: '|i1' | '<f4' = '|i1'): string {
  const folder = temporaryFolder();
  writeSide(folder, 'passages', 'id', passages, kind);
  writeSide(folder, 'queries', 'text', queries, kind);
  return folder;
}

function writeSide(folder: string, side: string, name: string, texts: RecordedTexts, kind: '|i1' | '<f4'): void {
  const lines = [...texts].map(([text, tokens]) => `${JSON.stringify({ [name]: text, tokens: tokens.length })}\n`);
  writeFileSync(join(folder, `${side}.jsonl`), lines.join(''));
  writeFileSync(join(folder, `${side}.npy`), npyOf([...texts.values()].flat(), kind));
}

/** A table as `numpy.save` writes it. */
export function npyOf(rows: readonly (readonly number[])[], kind: string, order = 'False'): Buffer {
  const text = `{'descr': '${kind}', 'fortran_order': ${order}, 'shape': (${rows.length}, ${rows[0]?.length ?? 1}), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`, 'latin1');
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  const values = rows.flat();
  const body = Buffer.from(kind === '<f4' ? Float32Array.from(values).buffer : Int8Array.from(values).buffer);
  return Buffer.concat([head, header, body]);
}
