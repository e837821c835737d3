import { isLatinLetter } from '../bytes/lower-ascii.ts';
import { wholeCharacters } from '../bytes/text-cut.ts';
import { isWhiteSpace } from '../bytes/white-space.ts';
import { Break, GapScan } from './gap-scan.ts';
import { endOfWholeLetter } from './letter-cut.ts';
import type { PassageTokens } from './passage-tokens.ts';

/** A fragment has at most this many code units a token, so that one endless word cannot fill a response. */
const MAX_LENGTH_PER_TOKEN = 32;
const MIN_LENGTH_LIMIT = 256;
const SPACE = 0x20;
/** A fragment that fills less than this share of its tokens with whole sentences takes in sentences before its first. */
const FULL = 3 / 4;
/** One that still fills less than this takes in a part of the next. */
const HALF = 1 / 2;

/**
 * Finds where a fragment of a passage begins and ends: at ends of sentences where its tokens allow, else at ends of clauses,
 * else at ends of words, and in brackets or within a word only where there is nothing else. What was found stays until the
 * next call.
 */
export class FragmentBounds {
  /** Offsets in the passage. */
  start = 0;
  end = 0;
  /** Whether it begins where a sentence of the passage does, and ends so; or where the passage does. */
  isOpened = false;
  isClosed = false;
  isAtStart = false;
  isAtEnd = false;
  readonly #scan = new GapScan();
  /** The cut is made before these tokens; or else, a tight cut, right at the one that follows or right behind the one before. */
  #begin = 0;
  #stop = 0;
  #isTightBegin = false;
  #isTightStop = false;

  /**
   * @param first, last the matching tokens to show, both inclusive; −1 and −1 for the beginning of the passage
   * @param width tokens, stop words among them, that the fragment may have: no fewer than from `first` to `last`
   */
  find(text: string, tokens: PassageTokens, first: number, last: number, width: number): void {
    this.#begin = 0;
    this.#stop = tokens.count;
    this.#isTightBegin = false;
    this.#isTightStop = false;
    if (tokens.position(tokens.count) > width) {
      if (first >= 0) this.#chooseBegin(tokens, first, last, width);
      this.#chooseStop(tokens, last, width);
    }
    this.#cutBegin(text, tokens);
    this.#cutStop(text, tokens);
    this.#limit(text, tokens, first, last, Math.max(MIN_LENGTH_LIMIT, width * MAX_LENGTH_PER_TOKEN));
  }

  /**
   * Before the nearest sentence, or the furthest clause that leaves half of the room for what follows, or the nearest
   * clause, or the furthest word that leaves half.
   */
  #chooseBegin(tokens: PassageTokens, first: number, last: number, width: number): void {
    const place = tokens.position(first);
    const room = width - (tokens.position(last) + 1 - place);
    const earliest = place - room;
    const middle = place - (room >>> 1);
    let clause = -1;
    let word = -1;
    let inner = -1;
    for (let token = first; token >= 0; token--) {
      const begin = beginOf(tokens, token);
      if (begin < earliest) break;
      const rank = tokens.rank(token);
      if (rank === Break.Sentence) {
        this.#begin = token;
        return;
      }
      const isNear = begin >= middle;
      if (rank === Break.Clause) clause = clause < 0 || isNear ? token : clause;
      else if (rank === Break.Word) word = word < 0 || isNear ? token : word;
      else if (rank !== Break.None) inner = inner < 0 || isNear ? token : inner;
    }
    this.#begin = firstOf(clause, word, inner, first);
    this.#isTightBegin = beginOf(tokens, this.#begin) < earliest;
  }

  /** Before the last sentence end that fits, or clause end, or word end. */
  #chooseStop(tokens: PassageTokens, last: number, width: number): void {
    const begun = this.#isTightBegin ? tokens.position(this.#begin) : beginOf(tokens, this.#begin);
    const limit = begun + width;
    const covered = last < 0 ? 0 : tokens.end(last);
    let sentence = -1;
    let clause = -1;
    let word = -1;
    let inner = -1;
    let any = -1;
    let least = Math.max(last + 1, 1);
    while (tokens.start(least) < covered) least++;
    // A token takes a position at least, so that none further can be within the limit; but for two in one place.
    let token = Math.min(tokens.count, tokens.indexBefore(limit, least));
    for (; token >= least; token--) {
      const rank = tokens.rank(token);
      if (rank === Break.Sentence && stopOf(tokens, token) <= limit) {
        sentence = token;
        break;
      }
      if (rank === Break.Word || (rank > Break.Word && stopOf(tokens, token) > limit)) {
        if (word < 0) word = token;
      } else if (rank === Break.Clause) {
        if (clause < 0) clause = token;
      } else if (rank !== Break.None) {
        if (inner < 0) inner = token;
      } else if (any < 0 && tokens.start(token) >= tokens.end(token - 1)) any = token;
    }
    if (any < 0) any = Math.min(least, tokens.count);
    this.#stop = firstOf(sentence, clause, word, inner, any);
    if (sentence >= 0) this.#fill(tokens, width, clause);
    this.#isTightStop = stopOf(tokens, this.#stop) > limit;
  }

  /** Whole sentences may leave much of the room: takes in earlier ones, or else a part of the next. */
  #fill(tokens: PassageTokens, width: number, clause: number): void {
    const stop = stopOf(tokens, this.#stop);
    const begun = () => beginOf(tokens, this.#begin);
    if (!this.#isTightBegin && tokens.rank(this.#begin) === Break.Sentence && stop - begun() < width * FULL) {
      this.#begin = earlierSentence(tokens, this.#begin, stop - width);
    }
    if (stop - begun() >= width * HALF || clause < this.#stop) return;
    if (stopOf(tokens, clause) - begun() <= width) this.#stop = clause;
  }

  #cutBegin(text: string, tokens: PassageTokens): void {
    const token = this.#begin;
    this.isOpened = false;
    this.isAtStart = token === 0 && !this.#isTightBegin;
    if (this.isAtStart) {
      this.start = 0;
      while (this.start < text.length && isWhiteSpace(text.charCodeAt(this.start))) this.start++;
      return;
    }
    this.start = wholeStart(tokens, token);
    if (this.#isTightBegin || this.start <= tokens.end(token - 1)) return;
    this.isOpened = tokens.rank(token) === Break.Sentence;
    const from = tokens.end(token - 1);
    const blank = blankOf(text, from, this.start);
    if (blank >= 0) {
      this.start = blank + 1;
      return;
    }
    this.#scan.scan(text, from, this.start, tokens.isInside(token));
    this.start = this.#scan.right;
  }

  #cutStop(text: string, tokens: PassageTokens): void {
    const token = this.#stop;
    this.isClosed = false;
    this.isAtEnd = token === tokens.count && (!this.#isTightStop || token === 0);
    if (this.isAtEnd) {
      this.end = text.length;
      while (this.end > this.start && isWhiteSpace(text.charCodeAt(this.end - 1))) this.end--;
      return;
    }
    this.end = tokens.start(token);
    if (token === 0) return;
    const from = tokens.end(token - 1);
    if (this.end <= from) {
      if (tokens.rank(token) === Break.None) this.end = from;
      return;
    }
    if (this.#isTightStop) {
      this.end = from;
      return;
    }
    this.isClosed = tokens.rank(token) === Break.Sentence;
    const blank = blankOf(text, from, this.end);
    if (blank >= 0) {
      this.end = blank;
      return;
    }
    this.#scan.scan(text, from, this.end, tokens.isInside(token));
    this.end = this.#scan.left;
  }

  /** Brings an overlong fragment down to its limit: at its first match, if need be, and between letters, if need be. */
  #limit(text: string, tokens: PassageTokens, first: number, last: number, limit: number): void {
    if (last >= 0 && tokens.end(last) - this.start > limit) {
      this.start = wholeStart(tokens, first);
      this.isOpened = false;
      this.isAtStart = false;
    }
    if (this.end - this.start <= limit) return;
    this.end = endOfWholeLetter(text, this.start, wholeCharacters(text, this.start + limit));
    this.isClosed = false;
    this.isAtEnd = false;
  }
}

/**
 * Where the one blank stands at which a gap can be cut: a sign at the most, a blank, and stop words, as in most gaps. −1 for
 * a gap that has to be scanned.
 */
function blankOf(text: string, from: number, to: number): number {
  let blank = from;
  let code = text.charCodeAt(from);
  if (code > SPACE && code < 0x7f && from + 1 < to) code = text.charCodeAt(++blank);
  if (code !== SPACE || text.charCodeAt(blank + 1) === SPACE) return -1;
  for (let at = blank + 1; at < to; at++) {
    const rest = text.charCodeAt(at);
    if (rest !== SPACE && !isLatinLetter(rest)) return -1;
  }
  return blank;
}

/** Where a token begins, or the letter of which a part begins it. */
function wholeStart(tokens: PassageTokens, token: number): number {
  let whole = token;
  while (whole > 0 && tokens.rank(whole) === Break.None && tokens.start(whole) < tokens.end(whole - 1)) whole--;
  return tokens.start(whole);
}

/** The position at which a fragment begins that begins before `token`: stop words in the gap before it belong to it. */
function beginOf(tokens: PassageTokens, token: number): number {
  if (token === 0) return 0;
  return tokens.rank(token) === Break.None ? tokens.position(token) : tokens.position(token - 1) + 1;
}

/** The position behind a fragment that ends before `token`, at the most. */
function stopOf(tokens: PassageTokens, token: number): number {
  return tokens.isBehindWord(token) || token === 0 ? tokens.position(token) : tokens.position(token - 1) + 1;
}

/** The first of these that is not negative; the last where all others are. */
function firstOf(a: number, b: number, c: number, d: number, e = d): number {
  if (a >= 0) return a;
  if (b >= 0) return b;
  if (c >= 0) return c;
  return d >= 0 ? d : e;
}

/** The earliest sentence at `earliest` or later from which sentences lead to `token`. */
function earlierSentence(tokens: PassageTokens, token: number, earliest: number): number {
  let found = token;
  for (let earlier = token - 1; earlier >= 0; earlier--) {
    if (beginOf(tokens, earlier) < earliest) break;
    if (tokens.rank(earlier) === Break.Sentence) found = earlier;
  }
  return found;
}
