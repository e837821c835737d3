import { isExtending } from './cluster.ts';
import { beginsEntry, beginsInLowerCase, belongsToWord, Sign, signOf } from './sentence-signs.ts';

/** How good it is to cut a text at a place; the greater the better. */
export const Break = {
  /** Within a word, or what looks like one: an address, a path. */
  None: 0,
  /** Between words, in brackets. */
  InnerWord: 1,
  /** At the end of a clause or a sentence, in brackets. */
  InnerClause: 2,
  Word: 3,
  Clause: 4,
  Sentence: 5,
} as const;

const FULL_STOP = 0x2e;
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/**
 * Finds the best place to cut in the gap between two tokens: the last of the best, but of word ends the first. A gap may
 * hold words, since stop words are no tokens. What was found stays until the next scan. Linear in the length of the gap.
 */
export class GapScan {
  /** A value of `Break`. */
  rank = 0;
  /** Where what stands before the cut ends, and where what stands behind it begins. */
  left = 0;
  right = 0;
  /** Whether words of the gap stand before the cut. */
  isBehindWord = false;
  /** Whether a bracket is open behind the gap. */
  isInside = false;
  /** Where the last bracket of the gap opens; −1 without one. */
  opening = -1;
  /** Whether a paragraph ends in the gap within an open bracket: it is none then. */
  isBroken = false;
  #text = '';
  #to = 0;
  /** What the sign that ends at `signEnd` makes of white space there. */
  #sign: number = Break.None;
  #signEnd = -1;
  /** The terminator of that sign. */
  #stop = -1;
  /** The latest white space. */
  #whiteStart = -1;
  #whiteEnd = -1;
  #hasWord = false;

  /**
   * @param from end of the token before the gap
   * @param to start of the token behind it
   * @param isInside whether a bracket is open before the gap
   */
  scan(text: string, from: number, to: number, isInside: boolean): void {
    this.#text = text;
    this.#to = to;
    this.rank = Break.None;
    this.left = from;
    this.right = to;
    this.isInside = isInside;
    this.isBehindWord = false;
    this.opening = -1;
    this.isBroken = false;
    this.#signEnd = -1;
    this.#whiteEnd = -1;
    this.#hasWord = false;
    for (let at = from; at < to; ) {
      const kind = signOf(text.charCodeAt(at));
      if (kind !== Sign.Other) at = this.#read(at, kind);
      else {
        // Most are letters of stop words.
        this.#hasWord = true;
        at++;
      }
    }
  }

  /** @returns behind what was read */
  #read(at: number, kind: number): number {
    switch (kind) {
      case Sign.White:
      case Sign.Line:
      case Sign.Paragraph:
        return this.#readWhite(at);
      case Sign.Terminator:
      case Sign.WideTerminator: {
        const end = this.#passClinging(at);
        this.#note(Break.Sentence, end);
        this.#stop = at;
        if (kind === Sign.WideTerminator) this.#offer(Break.Sentence, end, this.#passWhite(end));
        return end;
      }
      case Sign.Closer:
      case Sign.WideCloser:
        this.isInside = false;
        this.#note(Break.Clause, at + 1);
        if (kind === Sign.WideCloser) this.#offer(Break.Clause, at + 1, this.#passWhite(at + 1));
        return at + 1;
      case Sign.Comma:
        this.#note(Break.Clause, at + 1);
        return at + 1;
      case Sign.WideComma:
        this.#offer(Break.Clause, at + 1, this.#passWhite(at + 1));
        return at + 1;
      case Sign.Opener:
      case Sign.WideOpener:
        if (this.#whiteEnd === at) this.#offer(Break.Clause, this.#whiteStart, at);
        else if (kind === Sign.WideOpener) this.#offer(Break.Clause, at, at);
        this.isInside = true;
        this.opening = at;
        return at + 1;
      case Sign.Quote:
        if (this.#signEnd === at) this.#signEnd++;
        return at + 1;
      case Sign.Dash:
      case Sign.Divider:
        return this.#readDash(at, kind === Sign.Divider);
      default:
        return at + 1;
    }
  }

  #readWhite(start: number): number {
    const text = this.#text;
    let lines = 0;
    let end = start;
    for (; end < this.#to; end++) {
      const code = text.charCodeAt(end);
      const kind = signOf(code);
      if (kind === Sign.Line) lines += code === LINE_FEED && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? 0 : 1;
      else if (kind === Sign.Paragraph) lines += 2;
      else if (kind !== Sign.White) break;
    }
    let rank: number = Break.Word;
    if (this.#signEnd === start) rank = this.#sign === Break.Sentence ? this.#judge(end) : this.#sign;
    if (lines > 1) {
      rank = Break.Sentence;
      if (this.isInside) this.isBroken = true;
      this.isInside = false;
    } else if (lines === 1) {
      rank = beginsEntry(text, end) ? Break.Sentence : Math.max(rank, Break.Clause);
    }
    this.#offer(rank, start, end);
    this.#whiteStart = start;
    this.#whiteEnd = end;
    return end;
  }

  #readDash(at: number, isDivider: boolean): number {
    const right = this.#passWhite(at + 1);
    const isBehindWhite = this.#whiteEnd === at;
    if (!isDivider && !(isBehindWhite && right > at + 1)) return at + 1;
    const left = isBehindWhite ? this.#whiteStart : at;
    this.#offer(Break.Clause, left, right);
    // For a bracket or another dash behind it.
    this.#whiteStart = left;
    this.#whiteEnd = right;
    return right;
  }

  /** What the latest terminator makes of white space, `next` being behind that. */
  #judge(next: number): number {
    const text = this.#text;
    const stop = this.#stop;
    const isFullStop = text.charCodeAt(stop) === FULL_STOP;
    // Set off by a blank, as tokenised texts have it, which are often in lower case throughout.
    if (isFullStop && stop > 0 && signOf(text.charCodeAt(stop - 1)) === Sign.White) return Break.Sentence;
    if (beginsInLowerCase(text, next)) return Break.Clause;
    return isFullStop && this.#signEnd === stop + 1 && belongsToWord(text, stop) ? Break.Word : Break.Sentence;
  }

  /** Behind the terminators at `at`, and the brackets and quotation marks that close behind them. */
  #passClinging(at: number): number {
    let end = at + 1;
    for (; end < this.#to; end++) {
      const kind = signOf(this.#text.charCodeAt(end));
      if (kind === Sign.Closer || kind === Sign.WideCloser) this.isInside = false;
      else if (kind !== Sign.Terminator && kind !== Sign.WideTerminator && kind !== Sign.Quote) break;
    }
    return end;
  }

  /** Not over an end of a line, which may be the better place. */
  #passWhite(at: number): number {
    let end = at;
    while (end < this.#to && signOf(this.#text.charCodeAt(end)) === Sign.White) end++;
    return end;
  }

  #note(sign: number, end: number): void {
    this.#sign = sign;
    this.#signEnd = end;
  }

  #offer(wanted: number, left: number, right: number): void {
    let rank = wanted;
    if (this.isInside) rank = wanted >= Break.Clause ? Break.InnerClause : Break.InnerWord;
    if (rank < this.rank || (rank === this.rank && (rank === Break.Word || rank === Break.InnerWord))) return;
    // A mark behind a blank belongs to it.
    if (right < this.#text.length && isExtending(this.#text.codePointAt(right)!)) return;
    this.rank = rank;
    this.isBehindWord = this.#hasWord;
    this.left = left;
    this.right = right;
  }
}
