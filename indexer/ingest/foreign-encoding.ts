import { isUtf8 } from 'node:buffer';
import { getBOMEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import { PageFault } from './page-fault.ts';

/** Control characters that no text has: all but tab and line ends. The category is closed in Unicode. */
const CONTROL = /[^\P{Cc}\t\n\v\f\r]/u;

/**
 * The text of bytes that are no UTF-8, as `decodePlain` takes it.
 *
 * @throws PageFault INVALID_UTF8, INVALID_TEXT
 */
export function decodeForeign(bytes: Uint8Array): string {
  const encoding = getBOMEncoding(bytes) ?? 'utf-8';
  if (encoding === 'utf-8') {
    const text = decodeWestern(bytes);
    if (text !== null) return text;
    throw new PageFault('INVALID_UTF8', 'is not UTF-8, and not windows-1252 either');
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PageFault('INVALID_TEXT', 'is not well-formed UTF-16', undefined, { cause });
  }
}

/** The text of bytes that are UTF-8 or else windows-1252; null where they are neither. Marks at the start stay. */
export function decodeBytes(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : decodeWestern(bytes);
}

/** Bytes that are no UTF-8 as windows-1252; null where they hardly are. */
function decodeWestern(bytes: Uint8Array): string | null {
  if (looksLikeUtf8(bytes)) return null;
  const text = new TextDecoder('windows-1252').decode(bytes);
  return CONTROL.test(text) ? null : text;
}

/** Whether there are more whole characters of several bytes than bytes of half ones. */
function looksLikeUtf8(bytes: Uint8Array): boolean {
  let balance = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const first = bytes[at];
    if (first < 0x80) continue;
    const following = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let found = 0;
    while (found < following && (bytes[at + found + 1] & 0xc0) === 0x80) found += 1;
    const isWhole = following > 0 && found === following;
    balance += isWhole ? 1 : -1;
    if (isWhole) at += following;
  }
  return balance > 0;
}
