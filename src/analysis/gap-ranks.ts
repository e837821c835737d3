import { Break, GapScan } from './gap-scan.ts';
import { packPosition, withoutBracket } from './passage-tokens.ts';
import { belongsToWord, Sign, signOf } from './sentence-signs.ts';
import type { TermNumberer } from './term-numberer.ts';
import { isUnspaced } from './word-scanner.ts';

/** A bracket that has not closed within so many code units is none: somebody forgot it, or it is a face :( */
const MAX_BRACKET = 300;
const SPACE = 0x20;
const FULL_STOP = 0x2e;
/** Of ASCII. */
const COMMAS = Uint8Array.from({ length: 128 }, (_, code) => (signOf(code) === Sign.Comma ? 1 : 0));
/** Signs that alone between two tokens part nothing: - / ' . : _ and the like. */
const JOINS = Uint8Array.from({ length: 128 }, (_, code) =>
  code > SPACE && code < 0x7f && joins(signOf(code)) ? 1 : 0,
);
const scan = new GapScan();

/**
 * Packs the positions of a passage's tokens with how good it is to cut the passage before each, and writes them.
 *
 * @param tokens has numbered this text
 * @param packed gets `tokens.count + 1` integers, from `base` on
 */
export function packPositions(text: string, tokens: TermNumberer, packed: Uint32Array, base: number): void {
  const { count, positions, starts, ends, codes } = tokens;
  let isInside = false;
  /** The token behind the open bracket, and where that stands. */
  let openToken = 0;
  let opening = 0;
  let from = 0;
  for (let token = 0; token < count; token++) {
    const to = starts[token];
    const code = codes[from];
    const wasInside = isInside;
    let isBehindWord = false;
    let rank: number = isInside ? Break.InnerWord : Break.Word;
    // What most gaps are comes first: a blank, or blanks and stop words.
    if (!(code === SPACE && to > from && (to === from + 1 || isPlain(codes, from + 1, to)))) {
      if (to <= from) {
        if (token > 0 && !(to > starts[token - 1] && partsLetters(text, to, to < from))) rank = Break.None;
      } else if (code < 128 && codes[from + 1] === SPACE && COMMAS[code] === 1 && isPlain(codes, from + 2, to)) {
        rank = isInside ? Break.InnerClause : Break.Clause;
      } else if (code === FULL_STOP && codes[from + 1] === SPACE && !isInside && isSentence(codes, from + 2, to)) {
        rank = belongsToWord(text, from) ? Break.Word : Break.Sentence;
      } else if (to === from + 1 && code < 128 && JOINS[code] === 1) {
        rank = Break.None;
      } else {
        scan.scan(text, from, to, isInside);
        rank = scan.rank;
        isBehindWord = scan.isBehindWord;
        if (scan.isBroken) openUp(packed, base, openToken, token);
        if (scan.opening >= 0) {
          openToken = token;
          opening = scan.opening;
        }
        isInside = scan.isInside;
      }
    }
    packed[base + token] = packPosition(positions[token], rank, isBehindWord, wasInside);
    if (isInside && to - opening > MAX_BRACKET) {
      openUp(packed, base, openToken, token);
      isInside = false;
    }
    from = ends[token];
  }
  if (isInside) openUp(packed, base, openToken, count - 1);
  packed[base] = packPosition(count === 0 ? 0 : positions[0], Break.Sentence, false, false);
  packed[base + count] = packPosition(tokens.length, Break.Sentence, true, false);
}

function joins(sign: number): boolean {
  return sign !== Sign.Opener && sign !== Sign.Closer && sign !== Sign.Divider;
}

/** Whether there is nothing but blanks and stop words, as in most gaps. */
function isPlain(codes: Uint16Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = codes[at];
    if (code !== SPACE && (code < 0x61 || code > 0x7a)) return false;
  }
  return true;
}

/** Whether a gap goes on from a full stop and a blank with a capital letter, alone or in a stop word. */
function isSentence(codes: Uint16Array, from: number, to: number): boolean {
  const code = codes[from];
  return code >= 0x41 && code <= 0x5a && isPlain(codes, Math.min(from + 1, to), to);
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
