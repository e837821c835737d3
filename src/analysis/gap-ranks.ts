import { Break, GapScan } from './gap-scan.ts';
import { packPosition, withoutBracket } from './passage-tokens.ts';
import type { TermNumberer } from './term-numberer.ts';
import { isUnspaced } from './word-scanner.ts';

/** A bracket that has not closed within so many code units is none: somebody forgot it, or it is a face :( */
const MAX_BRACKET = 300;
const SPACE = 0x20;
const scan = new GapScan();

/**
 * Packs the positions of a passage's tokens with how good it is to cut the passage before each, and writes them.
 *
 * @param tokens has numbered this text
 * @param packed gets `tokens.count + 1` integers, from `base` on
 */
export function packPositions(text: string, tokens: TermNumberer, packed: Uint32Array, base: number): void {
  const { count, positions, starts, ends } = tokens;
  let isInside = false;
  /** The token behind the open bracket, and where that stands. */
  let openToken = 0;
  let opening = 0;
  for (let token = 0; token < count; token++) {
    const from = token === 0 ? 0 : ends[token - 1];
    const to = starts[token];
    if (to === from + 1 && text.charCodeAt(from) === SPACE) {
      packed[base + token] = packPosition(positions[token], isInside ? Break.InnerWord : Break.Word, isInside);
    } else if (to <= from && token > 0) {
      const isLetter = to > starts[token - 1] && partsLetters(text, to, to < from);
      const rank = isInside ? Break.InnerWord : Break.Word;
      packed[base + token] = packPosition(positions[token], isLetter ? rank : Break.None, isInside);
    } else {
      scan.scan(text, from, to, isInside);
      packed[base + token] = packPosition(positions[token], scan.rank, isInside);
      if (scan.isBroken) openUp(packed, base, openToken, token);
      if (scan.opening >= 0) {
        openToken = token;
        opening = scan.opening;
      }
      isInside = scan.isInside;
    }
    if (isInside && to - opening > MAX_BRACKET) {
      openUp(packed, base, openToken, token);
      isInside = false;
    }
  }
  if (isInside) openUp(packed, base, openToken, count - 1);
  packed[base] = packPosition(count === 0 ? 0 : positions[0], Break.Sentence, false);
  packed[base + count] = packPosition(tokens.length, Break.Sentence, false);
}

/** A bracket was none: what stood within it does not. */
function openUp(packed: Uint32Array, base: number, from: number, to: number): void {
  for (let token = from; token <= to; token++) packed[base + token] = withoutBracket(packed[base + token]);
}

/** Thai and Lao vowels that belong to the letter before them, and signs that bind the letter behind them. */
function partsLetters(text: string, at: number, isRun: boolean): boolean {
  const code = text.charCodeAt(at);
  if (code === 0x0e33 || code === 0x0eb3) return false;
  const before = text.charCodeAt(at - 1);
  if (before === 0x1039 || before === 0x17d2) return false;
  return isRun || (code >= 0x80 && isUnspaced(text.codePointAt(at)!)) || (before >= 0x80 && isUnspaced(before));
}
