/** ASCII letters in lower case and nothing else changed, whatever the engine's Unicode tables say. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}
