import { endOfCluster, isExtending } from './cluster.ts';
import { isLetterOrNumber } from './code-point.ts';
import { normaliseWord } from './normalise.ts';

/** Code units of one letter with its marks that are read; more marks than this are no writing. */
const MAX_UNIT_LENGTH = 64;

/**
 * Receives a term of a run, or '' where only a position goes by.
 *
 * @param step how many positions further the next term stands: 0 or 1
 */
export type RunVisitor = (term: string, start: number, end: number, step: number) => void;

/** True for letters that NFKC and case folding leave alone: most of Han and kana. */
function isPlainLetter(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    code === 0x30fc ||
    (code >= 0x3400 && code <= 0x4dbf)
  );
}

/** Han, kana and the other ideographs, of which one alone is a word; false for the scripts of South-East Asia. */
function isIdeographic(codePoint: number): boolean {
  if (codePoint < 0x2e80) return false;
  return codePoint < 0xa000 || (codePoint >= 0xf900 && codePoint < 0x11000) || codePoint >= 0x17000;
}

/**
 * Gives the overlapping bigrams of a run of unspaced letters: `東京都` gives 東京 and 京都. A letter counts with its marks. A
 * run takes as many positions as it has letters.
 *
 * A run of one letter gives that letter. Of a longer one, a document also gives each letter that is Han or kana, in the place
 * of the bigram that begins with it: 東 東京 京 京都 都. A query does not: its letters are asked for together.
 *
 * @param emit called in text order, with the place of the letters
 */
export function emitBigrams(text: string, start: number, end: number, isQuery: boolean, emit: RunVisitor): void {
  let first = '';
  let firstStart = start;
  let firstEnd = start;
  let second = '';
  let secondStart = start;
  let secondEnd = start;
  const emitPair = () => {
    if (!isQuery && isIdeographic(first.codePointAt(0)!)) emit(first, firstStart, firstEnd, 0);
    emit(first + second, firstStart, secondEnd, 1);
  };
  for (let at = start; at < end; ) {
    const next = endOfCluster(text, at, end);
    const isPlain = next === at + 1 && isPlainLetter(text.charCodeAt(at));
    const letters = isPlain ? text[at] : normaliseWord(text.slice(at, Math.min(next, at + MAX_UNIT_LENGTH)));
    for (const letter of letters) {
      const codePoint = letter.codePointAt(0)!;
      if (isExtending(codePoint)) {
        if (second !== '') {
          second += letter;
          secondEnd = next;
        }
      } else if (isLetterOrNumber(codePoint)) {
        if (first !== '') emitPair();
        first = second;
        firstStart = secondStart;
        firstEnd = secondEnd;
        second = letter;
        secondStart = at;
        secondEnd = next;
      }
    }
    at = next;
  }
  if (second === '') return;
  if (first !== '') emitPair();
  const isWord = first === '' || (!isQuery && isIdeographic(second.codePointAt(0)!));
  emit(isWord ? second : '', secondStart, secondEnd, 1);
}
