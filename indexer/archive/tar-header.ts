/**
 * The header of a file in a tar archive (POSIX.1-1988, ustar), in the one form that `pack` writes: a regular file of nobody, of no
 * time, readable by all. Sizes of 8 GiB and more are written in base 256, as GNU tar and bsdtar do.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */

export const TAR_BLOCK = 512;
const MOST_OCTAL = 8 ** 11;

/** @param name at most 100 bytes of ASCII @param bytes length of the file, below 2^53 */
export function encodeTarHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  if (name.length > 100) throw new TypeError(`${name} is too long for a header`);
  header.write(name, 0, 'latin1');
  header.write('0000644\0', 100, 'latin1');
  header.write('0000000\0', 108, 'latin1');
  header.write('0000000\0', 116, 'latin1');
  if (bytes < MOST_OCTAL) header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(bytes), 128);
  }
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

export interface TarEntry {
  readonly name: string;
  readonly bytes: number;
}

/** The entry of a header; null for one that `encodeTarHeader` does not write: a link, a folder, another owner, an extension. */
export function decodeTarHeader(header: Buffer): TarEntry | null {
  const end = header.indexOf(0);
  const name = header.toString('latin1', 0, Math.min(end < 0 ? 100 : end, 100));
  const size =
    header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : readOctal(header.toString('latin1', 124, 135));
  if (!Number.isSafeInteger(size)) return null;
  return encodeTarHeader(name, size).equals(header) ? { name, bytes: size } : null;
}

function readOctal(text: string): number {
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** What stands behind a file up to the next block. */
export function paddingOf(bytes: number): number {
  return (TAR_BLOCK - (bytes % TAR_BLOCK)) % TAR_BLOCK;
}

/** What an archive ends with. */
export const TAR_END = Buffer.alloc(2 * TAR_BLOCK);
