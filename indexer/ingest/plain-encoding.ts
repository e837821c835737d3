import { getBOMEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import { PageFault } from './page-fault.ts';

/**
 * The text of a file that cannot say what its encoding is, such as a text file: UTF-8, or UTF-16 where a byte order
 * mark says so. Nothing else is guessed: whoever keeps other encodings should hear of it.
 * @throws PageFault INVALID_UTF8, INVALID_TEXT for UTF-16 that is not well-formed
 */
export function decodePlain(bytes: Uint8Array): string {
  const encoding = getBOMEncoding(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    if (encoding === 'utf-8') throw new PageFault('INVALID_UTF8', 'is not UTF-8', undefined, { cause });
    throw new PageFault('INVALID_TEXT', 'is not well-formed UTF-16', undefined, { cause });
  }
}
