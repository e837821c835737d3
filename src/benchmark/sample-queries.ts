import type { Analyzer } from '../analysis/analyzer.ts';
import { xorshift32 } from '../evaluation/xorshift.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import { countTerms } from './query-class.ts';

/** Fewest and most terms wanted of a short, a medium and a long query, asked for in turn. */
const WANTED_TERMS: readonly (readonly [fewest: number, most: number])[] = [
  [2, 4],
  [5, 9],
  [10, 16],
];
/** Of a document's text, from where words are taken: a block of documents is read for it anyway. */
const READ_CHARACTERS = 2000;

/**
 * Queries in the words of the collection itself: titles, and runs of words out of texts, from documents spread over all of
 * it. They hold more frequent words than people type, so they are slower than real queries; give topics where there are.
 *
 * @returns `limit` distinct queries at most; a function of the index and the seed
 */
export function sampleQueries(
  searcher: Searcher,
  analyzer: Analyzer,
  limit: number,
  seed: number,
): { id: string; text: string }[] {
  const { documents } = searcher.view.passages;
  const next = xorshift32((seed ^ 0x9e3779b9) >>> 0 || 1);
  const found = new Set<string>();
  const tries = Math.min(3 * limit, 3 * documents);
  for (let i = 0; i < tries && found.size < limit; i++) {
    const [fewest, most] = WANTED_TERMS[i % WANTED_TERMS.length];
    const stride = Math.floor((i * documents) / tries);
    const { title, text } = searcher.documents.get((stride + (next() % documents)) % documents);
    const body = text.slice(0, READ_CHARACTERS).split(/[ \n]+/);
    const isTitled = i % 2 === 0 && title !== '';
    const words = isTitled ? [...title.split(' '), ...body] : body.slice(next() % Math.max(1, body.length - most));
    const query = takeTerms(words, fewest + (next() % (most - fewest + 1)), analyzer);
    if (query !== '') found.add(query);
  }
  return Array.from(found, (text, i) => ({ id: `s${i + 1}`, text }));
}

/** The first words that together hold so many terms; '' when they hold none. */
function takeTerms(words: readonly string[], terms: number, analyzer: Analyzer): string {
  const taken: string[] = [];
  let count = 0;
  for (const word of words) {
    if (count >= terms) break;
    if (word === '') continue;
    taken.push(word);
    count += countTerms(word, analyzer);
  }
  return count === 0 ? '' : taken.join(' ').toWellFormed().slice(0, 1000).toWellFormed();
}
