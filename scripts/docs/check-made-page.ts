import type { Finding } from './markdown.ts';

/**
 * Whether a page that a command makes is what the command would make now.
 *
 * @param text of the page @param expected what its files give @param maker the command and its files, for the finding
 */
export function checkMadePage(path: string, text: string, expected: string, maker: string): Finding[] {
  const wanted = expected.split('\n');
  const found = text.split('\n');
  const at = wanted.findIndex((line, i) => line !== found[i]);
  if (at < 0 && found.length === wanted.length) return [];
  const line = (at < 0 ? wanted.length : at) + 1;
  return [{ file: path, line, sentence: `differs from what ${maker}` }];
}
