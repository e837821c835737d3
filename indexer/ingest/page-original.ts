import { compressText, loadCompression } from '../../src/format/compression.ts';
import {
  isMediaType,
  MAX_COMPRESSED_ORIGINAL_BYTES,
  type StoredOriginal,
  UNKNOWN_TYPE,
} from '../../src/format/originals.ts';

/** Media types of the formats whose files are one document each. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  pdf: 'application/pdf',
  rst: 'text/x-rst',
  text: 'text/plain',
};

/** The media type of a file of a format, without a charset: what its bytes say of that is in them. */
export function mediaTypeOf(format: string): string {
  return Object.hasOwn(MEDIA_TYPES, format) ? MEDIA_TYPES[format] : UNKNOWN_TYPE;
}

/**
 * What a document was made of, as it is stored: compressed where that is smaller.
 *
 * @param type as it was sent with the bytes; one that no header may hold is kept as unknown
 */
export async function packOriginal(bytes: Uint8Array, type: string): Promise<StoredOriginal> {
  await loadCompression();
  const packed = bytes.length > MAX_COMPRESSED_ORIGINAL_BYTES ? null : compressText(bytes);
  return { type: isMediaType(type) ? type : UNKNOWN_TYPE, bytes: bytes.length, frame: packed ?? bytes };
}
