/** ASCII letters in lower case and nothing else changed, whatever the engine's Unicode tables say. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}

/** Whether a code unit, or a byte of UTF-8, is one of a–z, upper and lower case. */
export function isLatinLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
