/** Answers where a vendor has a model write them: sentences of the best document as they stand there, and nothing else. */
import type { Hit } from '../../contract/search.ts';

/** Tokens of the snippet that an answer is made of: two or three sentences. */
export const EXTRACT_TOKENS = 48;

/** On one line, without headings; empty where nothing was found. @param hits with snippets */
export function extractOf([best]: readonly Pick<Hit, 'snippet'>[]): string {
  const lines = (best?.snippet ?? '').split('\n').filter((line) => !/^#{1,6} /.test(line));
  return lines.join(' ').replace(/\s+/g, ' ').trim();
}
