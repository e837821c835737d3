import { Type } from '@sinclair/typebox';
import { foldPhrase } from '../rewrite/phrase-table.ts';

/** Words that are found as they are: from letter or digit to letter or digit, so that they begin and end with words. */
export const PhraseSchema = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: String.raw`^\s*\S[\s\S]*$`,
  description: 'words, found whole and in any case',
});

/** What is wrong with the phrases that a table looks for; null for nothing. */
export function findPhraseFault(phrases: readonly string[]): string | null {
  const known = new Set<string>();
  for (const phrase of phrases) {
    const folded = foldPhrase(phrase);
    if (known.has(folded)) return `has ${JSON.stringify(phrase)} twice`;
    known.add(folded);
  }
  return null;
}
