import { readBeforeStop } from '../../src/analysis/abbreviations.ts';
import { isWhiteSpace } from '../../src/bytes/white-space.ts';

/**
 * How a sentence ends: inside its paragraph, with its paragraph, or with its paragraph but without a mark, as headings,
 * captions and list entries do.
 */
export type SentenceEnding = 'inside' | 'paragraph' | 'unmarked';

/** Receives one sentence, UTF-16 code units, `end` exclusive. */
export type SentenceVisitor = (start: number, end: number, ending: SentenceEnding) => void;

const CLOSERS = `)]}"'”’»›」』）】》〉〕］｝`;

/**
 * Visits the sentences of a text in order: trimmed, not empty, together all of the text that is not white space.
 *
 * A paragraph ends at an empty line. A sentence ends at a paragraph's end, and after `. ! ? …` with closing quotes and
 * brackets when white space follows, and after `。！？` always. Inside a paragraph, none ends after an initial (`J.`), a word
 * with full stops inside (`e.g.`, `U.S.`), a common English abbreviation, or a full stop before a lower-case letter a–z.
 */
export function visitSentences(text: string, visit: SentenceVisitor): void {
  let start = -1;
  let last = 0;
  let place = 0;
  const close = (ending: SentenceEnding): void => {
    visit(start, last, ending);
    start = -1;
  };
  while (place < text.length) {
    const code = text.charCodeAt(place);
    if (isWhiteSpace(code)) {
      const { end, isParagraph } = readWhiteSpace(text, place);
      if (isParagraph && start >= 0) close('unmarked');
      place = end;
      continue;
    }
    if (start < 0) start = place;
    if (isTerminator(code)) {
      const end = skipClosers(text, skipTerminators(text, place));
      const stop = place;
      last = end;
      const isWide = isWideTerminator(code);
      place = end;
      const after = readWhiteSpace(text, end);
      const isAtEnd = after.isParagraph || after.end === text.length;
      const isOver = after.end > end && !isInsideSentence(text, start, stop, end, after.end);
      if (isAtEnd || isOver || isWide) close(isAtEnd ? 'paragraph' : 'inside');
      place = after.end;
    } else {
      place += 1;
      last = place;
    }
  }
  if (start >= 0) close('unmarked');
}

/** The end of the white space at `place`, and whether it holds an empty line (U+2029 counts as one). */
function readWhiteSpace(text: string, place: number): { end: number; isParagraph: boolean } {
  let lines = 0;
  let end = place;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (!isWhiteSpace(code)) break;
    if (code === 0x2029) lines += 2;
    else if (code === 0x0a || (code === 0x0d && text.charCodeAt(end + 1) !== 0x0a)) lines += 1;
    end += 1;
  }
  return { end, isParagraph: lines >= 2 };
}

function isTerminator(code: number): boolean {
  return code === 0x2e || code === 0x21 || code === 0x3f || code === 0x2026 || isWideTerminator(code);
}

/** 。！？ and the half-width 。 */
function isWideTerminator(code: number): boolean {
  return code === 0x3002 || code === 0xff01 || code === 0xff1f || code === 0xff61;
}

function skipTerminators(text: string, place: number): number {
  let end = place;
  while (end < text.length && isTerminator(text.charCodeAt(end))) end += 1;
  return end;
}

function skipClosers(text: string, place: number): number {
  let end = place;
  while (end < text.length && CLOSERS.includes(text[end])) end += 1;
  return end;
}

/** Whether the full stop at `stop` belongs to an abbreviation, or the next word, at `next`, begins in lower case. */
function isInsideSentence(text: string, sentenceStart: number, stop: number, end: number, next: number): boolean {
  if (text[stop] !== '.') return false;
  const following = text.charCodeAt(next);
  if (following >= 0x61 && following <= 0x7a) return true;
  if (end !== stop + 1) return false;
  return readBeforeStop(text, stop, sentenceStart) === 'abbreviation';
}
