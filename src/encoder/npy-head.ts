/**
 * What stands before the numbers of a file of NumPy: a magic text, two bytes of version, the length of a header, and the header as a
 * literal of Python.
 *
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

export const NPY_MAGIC = '\x93NUMPY';
/** Bytes before the longest header that is read: format 1 has two for its length, later ones four. */
export const NPY_PREAMBLE_BYTES = 12;

/** @param head the first `NPY_PREAMBLE_BYTES` @returns where the header begins, and its bytes; null for what is no such file */
export function npyHeaderPlace(head: Buffer): { readonly at: number; readonly bytes: number } | null {
  const major = head[6];
  if (head.length < NPY_PREAMBLE_BYTES || head.toString('latin1', 0, 6) !== NPY_MAGIC || major < 1 || major > 3)
    return null;
  return major === 1 ? { at: 10, bytes: head.readUInt16LE(8) } : { at: 12, bytes: head.readUInt32LE(8) };
}

export interface NpyHeader {
  /** Type of the numbers, as NumPy names it; '' for none. */
  readonly descr: string;
  /** Null for what has no rows and columns. */
  readonly shape: readonly [rows: number, columns: number] | null;
  /** Whether the rows stand one after the other. */
  readonly isByRow: boolean;
}

export function readNpyHeader(text: string): NpyHeader {
  const shape = /'shape'\s*:\s*\(\s*([0-9]{1,15})\s*,\s*([0-9]{1,15})\s*,?\s*\)/.exec(text);
  return {
    descr: /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1] ?? '',
    shape: shape === null ? null : [Number(shape[1]), Number(shape[2])],
    isByRow: /'fortran_order'\s*:\s*False/.test(text),
  };
}
