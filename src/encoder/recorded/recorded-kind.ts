import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EncoderKind } from '../encoder.ts';
import { readRecordedSource } from './recorded-source.ts';

const OWN_BYTES = 24 * 1024 * 1024;
/** Names of rows, in a map: measured, rounded up. */
const BYTES_A_NAMED_BYTE = 8;

/** Files of vectors: `recorded:FILE`. What they need is loaded when one is asked for. */
export const RECORDED: EncoderKind = {
  name: 'recorded',
  describe: async (source) => {
    const encoder = await (await import('./recorded-encoder.ts')).openRecordedEncoder(source);
    await encoder.close();
    return encoder.description;
  },
  open: async (source) => (await import('./recorded-encoder.ts')).openRecordedEncoder(source),
  memoryBytes: (_description, source) => OWN_BYTES + (source === undefined ? 0 : heldBytes(source)),
};

/** Tables of Arrow are held whole; of other files, the names. */
function heldBytes(source: string): number {
  const { path, queries } = readRecordedSource(source);
  return heldVectorBytes(path) + (queries === undefined ? 0 : heldVectorBytes(join(dirname(path), queries)));
}

/** Of one file. */
export function heldVectorBytes(path: string): number {
  const sizeOf = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  const stem = path.replace(/\.[^./\\]*$/, '');
  const beside = sizeOf(`${stem}.ids`) + sizeOf(`${stem}.texts`);
  return /\.(arrows?|feather|ipc)$/i.test(path) ? 2 * sizeOf(path) : BYTES_A_NAMED_BYTE * beside;
}
