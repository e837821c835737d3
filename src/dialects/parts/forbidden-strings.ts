/**
 * Texts that an agent must not read, because they hold its question: those that share thirteen words in a row with a forbidden
 * string, or hold the whole of a shorter one. CaRR's rule; thirteen is the length that studies of contamination use.
 */

const RUN_WORDS = 13;
/** Words of Latin letters and digits; each ideograph is one of its own. */
const WORD = /[a-z0-9_]+|[\u4e00-\u9fff]/g;

/** @returns whether a text holds one of the strings */
export function forbidding(strings: readonly string[]): (text: string) => boolean {
  const short: string[] = [];
  const runs = new Set<string>();
  for (const words of strings.map(wordsOf)) {
    // A string without words forbids nothing.
    if (words.length >= RUN_WORDS) for (const run of runsOf(words)) runs.add(run);
    else if (words.length > 0) short.push(words.join(' '));
  }
  if (short.length === 0 && runs.size === 0) return () => false;
  return (text) => {
    const words = wordsOf(text);
    if (runs.size > 0) for (const run of runsOf(words)) if (runs.has(run)) return true;
    if (short.length === 0) return false;
    const joined = words.join(' ');
    return short.some((part) => joined.includes(part));
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

function* runsOf(words: readonly string[]): Iterable<string> {
  for (let i = 0; i + RUN_WORDS <= words.length; i++) yield words.slice(i, i + RUN_WORDS).join(' ');
}
