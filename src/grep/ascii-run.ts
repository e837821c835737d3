/** The longest run of ASCII characters of a text, the first of several; '' for none. */
export function longestAscii(text: string): string {
  return text.split(/[^\0-\x7f]+/).reduce((best, run) => (run.length > best.length ? run : best), '');
}
