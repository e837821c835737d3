/** One character of UTF-8 that stands in a text as `%C3%A9`, or encoded again and again as `%25C3%25A9`. */

interface EncodedCharacter {
  readonly codePoint: number;
  /** Behind it, in UTF-16 code units. */
  readonly end: number;
}

const PERCENT = 0x25;

/** @param at the place of a percent sign @returns null where no well-formed character is encoded there */
export function readPercentEncoded(text: string, at: number): EncodedCharacter | null {
  const first = readByte(text, at);
  if (first === null) return null;
  const length = lengthOf(first.value);
  if (length === 0) return null;
  const bytes = [first.value];
  let { end } = first;
  while (bytes.length < length) {
    const next = readByte(text, end);
    if (next === null) return null;
    bytes.push(next.value);
    end = next.end;
  }
  try {
    const character = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return { codePoint: character.codePointAt(0) as number, end };
  } catch {
    return null;
  }
}

/** Bytes of the character that begins with this one; 0 where none does. */
function lengthOf(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2 || byte > 0xf4) return 0;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function readByte(text: string, at: number): { readonly value: number; readonly end: number } | null {
  if (text.charCodeAt(at) !== PERCENT) return null;
  let place = at + 1;
  // The percent sign itself may be encoded, any number of times.
  while (text.startsWith('25', place) && hexAt(text, place + 2) !== null) place += 2;
  const value = hexAt(text, place);
  return value === null ? null : { value, end: place + 2 };
}

function hexAt(text: string, at: number): number | null {
  const digits = text.slice(at, at + 2);
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : null;
}
