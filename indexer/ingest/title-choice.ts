import { lowerAscii } from '../../src/bytes/lower-ascii.ts';

/**
 * Which of the two names in JSON-LD is the title: the headline where it alone is close to the title of the page, for some sites
 * put their own name into `name`.
 */
export function pickTitle(name: string, headline: string | undefined, pageTitle: string): string {
  if (headline === undefined || headline === name) return name;
  return isClose(headline, pageTitle) && !isClose(name, pageTitle) ? headline : name;
}

/** Whether over three quarters of the second, by characters, are words of the first. */
function isClose(first: string, second: string): boolean {
  const known = new Set(wordsOf(first));
  const words = wordsOf(second);
  const unknown = words.filter((word) => !known.has(word));
  if (known.size === 0 || words.length === 0) return false;
  return 4 * unknown.join(' ').length < words.join(' ').length;
}

function wordsOf(text: string): string[] {
  return lowerAscii(text)
    .split(/\W+/)
    .filter((word) => word !== '');
}
