import { createHash, hash as hashAtOnce } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal, 64 characters. Text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/**
 * 32-bit FNV-1a with the finaliser of MurmurHash3, for hash tables in index files.
 * The finaliser spreads the low bits, which a power-of-two table takes as its slot.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The first 128 bits of the SHA-256 of a text in UTF-8, as four words, to a place in an array. */
export function writeDigest(text: string, words: Uint32Array, at: number): void {
  // As Latin-1, a character a byte: a buffer for each of many short texts takes twice as long.
  const bytes = hashAtOnce('sha256', text, 'binary');
  for (let word = 0; word < 4; word++) {
    const byte = word * 4;
    words[at + word] =
      bytes.charCodeAt(byte) |
      (bytes.charCodeAt(byte + 1) << 8) |
      (bytes.charCodeAt(byte + 2) << 16) |
      (bytes.charCodeAt(byte + 3) << 24);
  }
}
