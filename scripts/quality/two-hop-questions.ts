import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import type { Searcher } from '../../src/retrieval/searcher.ts';

/** A question that two documents answer together, the first of which links to the second. */
export interface TwoHopQuestion {
  readonly text: string;
  /** Numbers of the two documents. */
  readonly gold: readonly [number, number];
}

/** Words of the question that each of the two documents gives. */
const WORDS_OF_EACH = 4;
const LEAST_LETTERS = 4;
/** A sentence of fewer words than it gives cannot be drawn from; nor can a document without such a sentence. */
const TRIES = 50;

/**
 * Questions over the links of a collection, by a rule: a document A is drawn, of its links one to B, of each a sentence, and of each
 * sentence four different words in their order, of four letters or more, none of which stands in a title of the two. The words of
 * the first link and those of the second stand in the question in that order.
 *
 * @param seed any but 0: other numbers draw other questions
 */
export function drawTwoHopQuestions(
  { view: { links, ids }, documents }: Pick<Searcher, 'view' | 'documents'>,
  count: number,
  seed: number,
): TwoHopQuestion[] {
  const random = xorshift32(seed);
  const below = (bound: number): number => random() % bound;
  const questions: TwoHopQuestion[] = [];
  while (questions.length < count) {
    const first = below(ids.size);
    const targets = links.outgoing(first);
    if (targets.length === 0) continue;
    const second = targets[below(targets.length)];
    const pair = [first, second].map((number) => documents.getText(number));
    const named = new Set(pair.flatMap(({ title }) => wordsOf(title)));
    const drawn = pair.map(({ text }) => drawWords(text, named, below));
    const [ofFirst, ofSecond] = drawn;
    if (ofFirst === null || ofSecond === null) continue;
    questions.push({ text: [...ofFirst, ...ofSecond].join(' '), gold: [first, second] });
  }
  return questions;
}

/** @returns null where no sentence was found that has enough words */
function drawWords(text: string, named: ReadonlySet<string>, below: (bound: number) => number): string[] | null {
  const sentences = text.split(/[.!?]\s+|\n+/);
  for (let tried = 0; tried < TRIES; tried++) {
    const words = [...new Set(wordsOf(sentences[below(sentences.length)]))].filter((word) => !named.has(word));
    if (words.length < WORDS_OF_EACH) continue;
    const kept = words.map((word, place) => ({ word, place }));
    while (kept.length > WORDS_OF_EACH) kept.splice(below(kept.length), 1);
    return kept.map(({ word }) => word);
  }
  return null;
}

/** The words of plain letters, long enough to say something. */
function wordsOf(text: string): string[] {
  return (text.match(/[A-Za-z]+/g) ?? [])
    .filter(({ length }) => length >= LEAST_LETTERS)
    .map((word) => word.toLowerCase());
}
