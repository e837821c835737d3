/** Texts in headers of HTTP. Its programs take a byte for a character there, while who sends other letters than ASCII mostly sends UTF-8. */

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param value as Node gives it, a character a byte @returns what it says as UTF-8; as Latin-1 where it is none */
export function readHeaderText(value: string): string {
  if (!/[^\0-\x7f]/.test(value)) return value;
  try {
    return UTF8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

/** The inverse: for a header that is sent. */
export function writeHeaderText(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
