/** How `search` prints what it found. */
export const FOUND_FORMATS = ['text', 'json', 'jsonl', 'csv', 'md'] as const;

export type FoundFormat = (typeof FOUND_FORMATS)[number];

/** Whether a command line asks for JSON, so that errors are told as JSON too. */
export function asksForJson(words: readonly string[]): boolean {
  return words.some(
    (word, i) => /^--json$|^--format=jsonl?$/.test(word) || (word === '--format' && /^jsonl?$/.test(words[i + 1])),
  );
}
