import type { Analyzer } from '../analysis/analyzer.ts';
import { WORD_CLASS, WordClass } from '../analysis/word-class.ts';

const PLAIN_WORD = /^[A-Za-z0-9]+$/;

/**
 * Terms of the index that a document must hold where a text stands in it: of the words of the text that nothing can be joined to.
 * A word counts when it is of ASCII letters and digits alone, and what parts words stands on both sides of it, so that whatever
 * surrounds the text, the same word is cut there. The first and the last word of the text count only where `edgesCut` says that
 * words are cut at its ends.
 */
export function requiredWords(text: string, edgesCut: boolean, analyzer: Analyzer): string[] {
  // Terms that came with a document need not stand in its text.
  if (analyzer.name === 'given') return [];
  const words = new Set<string>();
  let start = edgesCut ? 0 : -1;
  for (let at = 0; at <= text.length; at++) {
    const isEnd = at === text.length;
    if (!isEnd && WORD_CLASS[text.charCodeAt(at)] !== WordClass.Break) continue;
    const word = start < 0 || (isEnd && !edgesCut) ? '' : text.slice(start, at);
    if (PLAIN_WORD.test(word)) {
      const terms: string[] = [];
      analyzer.analyzeQuery(word, (term) => terms.push(term));
      // A stop word has none.
      if (terms.length === 1) words.add(terms[0]);
    }
    start = at + 1;
  }
  return [...words];
}
