import { isLetterOrNumber } from './code-point.ts';
import { normaliseWord } from './normalise.ts';
import { endOfCluster, isExtending } from './word-scanner.ts';

/** Code units of one letter with its marks that are read; more marks than this are no writing. */
const MAX_UNIT_LENGTH = 64;

/** True for letters that NFKC and lower case leave alone: most of Han and kana. */
function isPlainLetter(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30fa) ||
    code === 0x30fc ||
    (code >= 0x3400 && code <= 0x4dbf)
  );
}

/**
 * Gives the overlapping bigrams of a run of unspaced letters: `東京都` gives 東京 and 京都. A letter counts with its marks. A
 * run of one letter gives that letter.
 *
 * @param emit called in text order, with the place of the two letters
 */
export function emitBigrams(
  text: string,
  start: number,
  end: number,
  emit: (term: string, start: number, end: number) => void,
): void {
  let first = '';
  let firstStart = start;
  let second = '';
  let secondStart = start;
  let secondEnd = start;
  let isPair = false;
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
        if (first !== '') {
          emit(first + second, firstStart, secondEnd);
          isPair = true;
        }
        first = second;
        firstStart = secondStart;
        second = letter;
        secondStart = at;
        secondEnd = next;
      }
    }
    at = next;
  }
  if (first !== '') emit(first + second, firstStart, secondEnd);
  else if (second !== '' && !isPair) emit(second, secondStart, secondEnd);
}
