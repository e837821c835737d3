import { splitsPair, wholeCharacters } from '../bytes/text-cut.ts';
import type { Snippet } from '../contract/search.ts';
import { isExtending } from './cluster.ts';
import { isWhiteSpace } from './code-point.ts';
import type { PassageReader } from './passage-reader.ts';
import type { PassageTokens } from './passage-tokens.ts';
import { findBestSpan, type MatchSpan } from './snippet-window.ts';

/** Punctuation that clings to the first or the last word is shown up to this many code units. */
const MAX_CLINGING = 16;
/** What is left of the passage is shown whole when it is this short: often only stop words and a full stop. */
const MAX_REST = 64;
/** A snippet has at most this many code units a token, so that one endless word cannot fill a response. */
const MAX_LENGTH_PER_TOKEN = 32;
const MIN_LENGTH_LIMIT = 256;
/** Code units that a cut may move to the left to keep a letter with its marks. */
const MAX_CUT_SHIFT = 64;

/** `. ! ?` and their kin, with closing quotes and brackets, before white space; the full-width ones; an empty line. */
const SENTENCE_END = /(?:[.!?…‽]["'”’»)\]]*(?=\s)|[。！？｡]["'”’»」』）]*|\n\s*\n)\s*/g;

/** A place in the passage where a snippet may begin: the offset, and the position of the first token behind it. */
interface Beginning {
  readonly offset: number;
  readonly position: number;
}

/**
 * Shows why a passage was found: the window of `tokens` tokens that holds the most of the query's distinct terms by
 * weight, the earliest of several; without any, the beginning.
 *
 * It begins with the sentence of its first match where that fits, else at a word, and ends behind a word; neither splits
 * a surrogate pair or a letter and its marks. The text is exactly `text.slice(start, end)`, white space included, so
 * that offsets are true. Highlights ascend and do not overlap; each covers one matching token, or several that overlap
 * (bigrams).
 *
 * Analyses the passage once; linear in its length.
 *
 * @param text the whole document
 * @param range the passage within it, UTF-16 code units; null for the whole text
 * @param terms the query's terms, or their weights (non-negative integers)
 * @param tokens length of the window, ≥ 1. Stop words count, since they take positions
 */
export function makeSnippet(
  text: string,
  range: { readonly start: number; readonly end: number } | null,
  terms: ReadonlySet<string> | ReadonlyMap<string, number>,
  tokens: number,
  reader: PassageReader,
): Snippet {
  const base = range?.start ?? 0;
  const passage = range === null ? text : text.slice(range.start, range.end);
  const weights = [...terms.values()].map((value) => (typeof value === 'number' ? value : 1));
  reader.want([...terms.keys()]);
  const { start, end, highlights } = cutSnippet(passage, reader.match(reader.read(passage)), weights, tokens);
  return { text: passage.slice(start, end), start: base + start, end: base + end, highlights };
}

/** Where a snippet is in its passage. */
export interface SnippetPlace {
  readonly start: number;
  readonly end: number;
  /** Counted from `start`. */
  readonly highlights: readonly (readonly [number, number])[];
}

/**
 * The part of `makeSnippet` that follows analysis.
 *
 * @param weights of the query's terms, in the order of its terms
 */
export function cutSnippet(
  passage: string,
  found: PassageTokens,
  weights: readonly number[],
  tokens: number,
): SnippetPlace {
  const span = findBestSpan(found, weights, tokens);
  const beginning = span === undefined ? passageBeginning(passage) : chooseBeginning(passage, found, span, tokens);
  const start = beginning.offset;
  const end = limitEnd(passage, start, chooseEnd(passage, found, beginning, tokens), tokens);
  return { start, end, highlights: collectHighlights(found, start, end) };
}

function passageBeginning(passage: string): Beginning {
  let offset = 0;
  while (offset < passage.length && isWhiteSpace(passage.charCodeAt(offset))) offset++;
  return { offset, position: 0 };
}

/** Where the window that holds `span` begins. */
function chooseBeginning(passage: string, tokens: PassageTokens, span: MatchSpan, width: number): Beginning {
  const firstMatch = tokens.position(span.first);
  const room = width - (tokens.position(span.last) - firstMatch + 1);
  const earliest = Math.max(0, firstMatch - room);
  const sentences = sentenceStarts(passage, tokens, span.first, earliest);
  const nearest = sentences[0] ?? wordStart(passage, tokens, span.first, firstMatch - Math.floor(room / 2));
  // A window that begins later than this runs over the end of the passage and is not full.
  const length = tokens.position(tokens.count - 1) + 1;
  const fullFrom = Math.max(0, length - width);
  if (nearest.position <= fullFrom) return nearest;
  if (fullFrom === 0) return passageBeginning(passage);
  const earlier = sentences.filter((sentence) => sentence.position >= fullFrom).at(-1);
  if (earlier !== undefined && (length - earlier.position) * 2 >= width) return earlier;
  return wordStart(passage, tokens, span.first, fullFrom);
}

/** Sentence starts at `earliest` or later, up to token `last`, the nearest to it first. */
function sentenceStarts(passage: string, tokens: PassageTokens, last: number, earliest: number): Beginning[] {
  const found: Beginning[] = [];
  for (let token = last; token >= 1 && tokens.position(token - 1) + 1 >= earliest; token--) {
    if (tokens.start(token) <= tokens.end(token - 1)) continue;
    if (!mayEndSentence(passage, tokens.end(token - 1), tokens.start(token))) continue;
    const length = endOfLastSentence(passage.slice(tokens.end(token - 1), tokens.start(token)));
    if (length > 0) found.push({ offset: tokens.end(token - 1) + length, position: tokens.position(token - 1) + 1 });
  }
  if (earliest === 0) found.push(passageBeginning(passage));
  return found;
}

/** Whether a gap holds a character with which SENTENCE_END can begin; most gaps are a blank. */
function mayEndSentence(passage: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = passage.charCodeAt(at);
    if (code === 0x2e || code === 0x21 || code === 0x3f || code === 0x0a || code >= 0x80) return true;
  }
  return false;
}

/** End of the last sentence that ends in `gap`; 0 when none does. */
function endOfLastSentence(gap: string): number {
  let end = 0;
  for (const match of gap.matchAll(SENTENCE_END)) end = match.index + match[0].length;
  return end;
}

/** The first token at `earliest` or later, with the punctuation that clings to it. */
function wordStart(passage: string, tokens: PassageTokens, last: number, earliest: number): Beginning {
  let token = last;
  while (token > 0 && tokens.position(token - 1) >= earliest) token--;
  const floor = token > 0 ? tokens.end(token - 1) : 0;
  let offset = tokens.start(token);
  while (offset > floor && tokens.start(token) - offset < MAX_CLINGING && !isWhiteSpace(passage.charCodeAt(offset - 1)))
    offset--;
  const isWhole = offset === 0 || (offset > floor && isWhiteSpace(passage.charCodeAt(offset - 1)));
  return { offset: isWhole ? offset : tokens.start(token), position: tokens.position(token) };
}

function chooseEnd(passage: string, tokens: PassageTokens, beginning: Beginning, width: number): number {
  let next = tokens.count;
  while (next > 0 && tokens.position(next - 1) >= beginning.position + width) next--;
  if (next === 0) return trimmedLength(passage, beginning.offset);
  const wordEnd = tokens.end(next - 1);
  if (next === tokens.count) {
    const whole = trimmedLength(passage, wordEnd);
    if (whole - wordEnd <= MAX_REST) return whole;
  }
  const ceiling = next < tokens.count ? tokens.start(next) : passage.length;
  let end = wordEnd;
  while (end < ceiling && end - wordEnd < MAX_CLINGING && !isWhiteSpace(passage.charCodeAt(end))) end++;
  const isWhole = end === passage.length || (end < ceiling && isWhiteSpace(passage.charCodeAt(end)));
  return isWhole ? end : wordEnd;
}

/** Length of the passage without white space at its end, at least `floor`. */
function trimmedLength(passage: string, floor: number): number {
  let end = passage.length;
  while (end > floor && isWhiteSpace(passage.charCodeAt(end - 1))) end--;
  return end;
}

/** Brings an overlong snippet down to its limit without splitting a character, nor a letter and its marks. */
function limitEnd(passage: string, start: number, end: number, tokens: number): number {
  const limit = start + Math.max(MIN_LENGTH_LIMIT, tokens * MAX_LENGTH_PER_TOKEN);
  if (end <= limit) return end;
  let cut = limit;
  while (limit - cut < MAX_CUT_SHIFT && splitsLetter(passage, cut)) cut--;
  if (!splitsLetter(passage, cut)) return cut;
  return wholeCharacters(passage, limit);
}

function splitsLetter(text: string, at: number): boolean {
  return splitsPair(text, at) || isExtending(text.codePointAt(at)!);
}

/** Ranges of the matching tokens that lie within the snippet, from its start; overlapping ones made one. */
function collectHighlights(tokens: PassageTokens, start: number, end: number): [number, number][] {
  const highlights: [number, number][] = [];
  for (const { token } of tokens.matches) {
    if (tokens.start(token) < start || tokens.end(token) > end) continue;
    const from = tokens.start(token) - start;
    const to = tokens.end(token) - start;
    const previous = highlights.at(-1);
    if (previous !== undefined && from < previous[1]) previous[1] = Math.max(previous[1], to);
    else highlights.push([from, to]);
  }
  return highlights;
}
