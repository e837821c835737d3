import { isUtf8 } from 'node:buffer';
import { getBOMEncoding, normalizeEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import { findDeclaredLabel } from './html-encoding-scan.ts';
import { PageFault } from './page-fault.ts';

/** Bytes in which a page ought to declare its encoding. */
const DECLARATION_BYTES = 1024;
/** What the Encoding Standard calls encodings that nobody reads, for they make attacks easy. */
const UNREADABLE = 'replacement';

/**
 * The text of an HTML page, its encoding found as HTML and the Encoding Standard say: a byte order mark, else what came with
 * the page, else what it declares, else UTF-8, else windows-1252. What the encoding does not know becomes U+FFFD.
 * @param label what came with the page, such as the `charset` of an HTTP header; one that names no encoding is as if absent
 * @throws PageFault INVALID_UTF8 for a page that declares an encoding that is not read, such as ISO-2022-KR; INVALID_TEXT for
 *   UTF-32 and other bytes that are no text
 */
export function decodeHtml(bytes: Uint8Array, label?: string): string {
  const encoding = findEncoding(bytes, label);
  if (encoding === UNREADABLE) {
    throw new PageFault('INVALID_UTF8', 'declares an encoding that the Encoding Standard does not read');
  }
  const text = new TextDecoder(encoding).decode(bytes);
  if (isMostlyNul(text)) throw new PageFault('INVALID_TEXT', 'is UTF-32, or no text: it is full of NUL characters');
  return text;
}

/** The parser leaves NUL out, so that the tags of UTF-32 would become words. */
function isMostlyNul(text: string): boolean {
  const head = text.slice(0, DECLARATION_BYTES);
  return head.split('\0').length - 1 > head.length / 4;
}

/** The encoding of a page, as a lower-case name of the Encoding Standard. */
export function findEncoding(bytes: Uint8Array, label?: string): string {
  const marked = getBOMEncoding(bytes) ?? (label === undefined ? null : normalizeEncoding(label)) ?? findUtf16(bytes);
  if (marked !== null) return marked;
  const declared = readDeclared(bytes.subarray(0, DECLARATION_BYTES));
  if (declared !== null) return declared;
  if (isIso2022Jp(bytes)) return 'iso-2022-jp';
  if (isUtf8(bytes)) return 'utf-8';
  // A browser that meets a late declaration begins anew with it.
  return readDeclared(bytes) ?? 'windows-1252';
}

function readDeclared(bytes: Uint8Array): string | null {
  const label = findDeclaredLabel(bytes, (found) => normalizeEncoding(found) !== null);
  const encoding = label === null ? null : normalizeEncoding(label);
  // A declaration that can be read as ASCII is none of UTF-16.
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return 'utf-8';
  return encoding === 'x-user-defined' ? 'windows-1252' : encoding;
}

/** UTF-16 without a mark: of markup, every second byte is zero. */
function findUtf16(bytes: Uint8Array): string | null {
  const units = Math.min(bytes.length, DECLARATION_BYTES) >> 1;
  let evenZeros = 0;
  let oddZeros = 0;
  for (let unit = 0; unit < units; unit += 1) {
    if (bytes[2 * unit] === 0) evenZeros += 1;
    if (bytes[2 * unit + 1] === 0) oddZeros += 1;
  }
  if (Math.max(evenZeros, oddZeros) * 4 <= units) return null;
  // Markup begins with a character of ASCII.
  if (bytes[1] === 0 && evenZeros * 4 < oddZeros) return 'utf-16le';
  return bytes[0] === 0 && oddZeros * 4 < evenZeros ? 'utf-16be' : null;
}

/** Whether bytes that are all ASCII, and so UTF-8 too, switch between the character sets of Japanese mail. */
function isIso2022Jp(bytes: Uint8Array): boolean {
  if (!bytes.includes(0x1b) || bytes.some((byte) => byte >= 0x80)) return false;
  const ascii = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is looked for
  if (!/\x1b\$[@B]|\x1b\(I/.test(ascii)) return false;
  try {
    new TextDecoder('iso-2022-jp', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
