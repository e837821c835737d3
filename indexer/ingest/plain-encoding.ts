import { isUtf8 } from 'node:buffer';

/**
 * The text of a file that cannot say what its encoding is, such as a text file: UTF-16 where a byte order mark says so,
 * else UTF-8, else windows-1252, which holds Latin-1. The last is not taken for bytes that look like a damaged file of
 * UTF-8, which has more whole characters of several bytes than stray ones, nor for those that no text of windows-1252
 * has.
 *
 * @throws PageFault INVALID_UTF8, INVALID_TEXT for UTF-16 that is not well-formed
 * @see https://encoding.spec.whatwg.org/#windows-1252
 */
export async function decodePlain(bytes: Uint8Array): Promise<string> {
  // The marks of UTF-16 are no UTF-8.
  if (isUtf8(bytes))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      .toString()
      .replace(/^\ufeff/, '');
  // Loaded where it is needed: its tables are many, and most files are UTF-8.
  const { decodeForeign } = await import('./foreign-encoding.ts');
  return decodeForeign(bytes);
}
