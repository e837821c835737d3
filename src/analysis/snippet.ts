import { byteOffset } from '../bytes/escaped-text.ts';
import type { Snippet, SnippetFragment } from '../contract/search.ts';
import { AskedWords } from './asked-words.ts';
import { FragmentBounds } from './fragment-bounds.ts';
import type { ParsedQuery } from './parsed-query.ts';
import type { PassageReader } from './passage-reader.ts';
import type { PassageTokens, TokenTable } from './passage-tokens.ts';
import { SnippetWindow } from './snippet-window.ts';
import type { Codes } from './word-forms.ts';

/** Stands where text is left out: between two fragments, and before or behind one that is not cut at a sentence. */
const ELLIPSIS = '…';
export const GAP = ` ${ELLIPSIS} `;
export const LEAD = `${ELLIPSIS} `;
export const TAIL = ` ${ELLIPSIS}`;
/** Of a passage that its document does not begin with. */
export const NO_TITLE = new Uint32Array(0);

/** What a snippet is cut from. */
export interface PassagePart {
  readonly text: string;
  readonly tokens: TokenTable;
  /** The same text once more, as code units or as UTF-8: where words are compared. Its place is `textAt`. */
  readonly bytes: Codes;
  readonly textAt: number;
  /** Runs of `escapeText`, from `runsAt` on in `tokens.data`; 0 for code units. */
  readonly runs: number;
  readonly runsAt: number;
  /** Numbers of the terms of its document's title, for the passage that its document begins with; NO_TITLE for others. */
  readonly title: Uint32Array;
  /** Whether the passage begins where a sentence of its document does, and ends so. */
  readonly isOpened: boolean;
  readonly isClosed: boolean;
}

/**
 * Shows why a passage was found: the window that holds the most of the query's distinct terms by weight, the earliest of
 * several, or two that hold more of them (`SnippetWindow`), each cut where sentences or clauses end as far as its tokens
 * allow (`FragmentBounds`). Without any match, and where a document's first passage is found by terms of its title alone,
 * the beginning of the passage.
 *
 * A snippet is the text of its fragments, white space included, joined by ` … `, and with `… ` and ` …` at its ends where
 * these are not ends of sentences. No cut splits a surrogate pair or a letter and its marks. Highlights cover the words
 * that were asked for, in forms of inflection (`areForms`): ascending, without overlaps.
 *
 * One object cuts snippet after snippet; what was cut stays until the next. Linear in the length of a passage.
 */
export class SnippetCutter {
  readonly reader: PassageReader;
  /** 1 or 2. */
  fragments = 1;
  /** Offsets of each in the passage. */
  readonly starts = new Uint32Array(2);
  readonly ends = new Uint32Array(2);
  hasLead = false;
  hasTail = false;
  highlights = 0;
  /** Start and end of each highlight in the snippet, one behind the other. */
  ranges = new Uint32Array(64);
  readonly #window = new SnippetWindow();
  readonly #bounds = new FragmentBounds();
  readonly #words = new AskedWords();
  /** For each term whether the title has it. */
  #isTitled = new Uint8Array(16);
  #tokens = 0;
  #terms = 0;

  constructor(reader: PassageReader) {
    this.reader = reader;
  }

  /** Begins a query. @param tokens of each snippet, 1 or more; stop words count, since they take positions */
  ask(query: Pick<ParsedQuery, 'terms' | 'text'>, tokens: number): void {
    const { text } = query;
    // Words that only ask are no evidence: `how` in a text does not say how.
    const terms = query.terms.filter(({ shift }) => shift === undefined);
    this.reader.want(terms);
    this.#words.ask(text, terms, () => this.reader.readWords(text));
    this.#tokens = tokens;
    this.#terms = terms.length;
    this.#window.weigh(terms);
    if (this.#isTitled.length < terms.length) this.#isTitled = new Uint8Array(terms.length * 2);
  }

  cut(part: PassagePart): void {
    const { text, title, isOpened, isClosed } = part;
    const tokens = this.reader.match(part.tokens);
    const window = this.#window;
    if (this.#isTitle(title)) window.count = 0;
    else window.choose(tokens, this.#tokens);
    this.fragments = Math.max(1, window.count);
    for (let i = 0; i < this.fragments; i++) {
      const bounds = this.#bounds;
      if (window.count === 0) bounds.find(text, tokens, -1, -1, this.#tokens);
      else bounds.find(text, tokens, window.first[i], window.last[i], window.width);
      this.starts[i] = bounds.start;
      this.ends[i] = bounds.end;
      if (i === 0) this.hasLead = !(bounds.isOpened || (bounds.isAtStart && isOpened));
      if (i === this.fragments - 1) this.hasTail = !(bounds.isClosed || (bounds.isAtEnd && isClosed));
    }
    this.#highlight(part, tokens);
  }

  /** Whether a title has all terms of the query. */
  #isTitle(title: Uint32Array): boolean {
    if (this.#terms === 0) return false;
    const isTitled = this.#isTitled;
    let found = 0;
    for (let i = 0; i < title.length; i++) {
      const place = this.reader.placeOf(title[i]);
      if (place < 0 || isTitled[place] === 1) continue;
      isTitled[place] = 1;
      found++;
    }
    if (found > 0) isTitled.fill(0, 0, this.#terms);
    return found === this.#terms;
  }

  #highlight({ bytes, textAt, runs, runsAt, tokens: { data } }: PassagePart, tokens: PassageTokens): void {
    this.highlights = 0;
    let fragment = 0;
    let shift = (this.hasLead ? LEAD.length : 0) - this.starts[0];
    const stop = this.ends[this.fragments - 1];
    let last = -1;
    for (let i = 0; i < tokens.matches; i++) {
      const token = tokens.matchTokens[i];
      const start = tokens.start(token);
      if (start < this.starts[0]) continue;
      if (start >= stop) break;
      const end = tokens.end(token);
      while (fragment + 1 < this.fragments && start >= this.starts[fragment + 1]) {
        shift += this.ends[fragment] + GAP.length - this.starts[fragment + 1];
        fragment++;
      }
      if (start < this.starts[fragment] || end > this.ends[fragment]) continue;
      const from = textAt + (runs === 0 ? start : byteOffset(data, runsAt, runs, start));
      const to = textAt + (runs === 0 ? end : byteOffset(data, runsAt, runs, end));
      if (!this.#words.has(bytes, from, to, tokens.matchTerms[i])) continue;
      if (start < last) {
        const at = this.highlights * 2 - 1;
        if (end + shift > this.ranges[at]) this.ranges[at] = end + shift;
      } else {
        if (this.highlights * 2 === this.ranges.length) this.#growRanges();
        this.ranges[this.highlights * 2] = start + shift;
        this.ranges[this.highlights * 2 + 1] = end + shift;
        this.highlights++;
      }
      if (end > last) last = end;
    }
  }

  #growRanges(): void {
    const grown = new Uint32Array(this.ranges.length * 2);
    grown.set(this.ranges);
    this.ranges = grown;
  }
}

/**
 * The snippet that a cutter has cut of a passage, as an object.
 *
 * @param text of the passage
 * @param passageStart where it begins in its document
 */
export function cutSnippet(text: string, passageStart: number, cutter: SnippetCutter): Snippet {
  const fragments: SnippetFragment[] = [];
  let shown = cutter.hasLead ? LEAD : '';
  for (let i = 0; i < cutter.fragments; i++) {
    const start = cutter.starts[i];
    const end = cutter.ends[i];
    fragments.push({ start: passageStart + start, end: passageStart + end });
    shown += i === 0 ? text.slice(start, end) : GAP + text.slice(start, end);
  }
  if (cutter.hasTail) shown += TAIL;
  const highlights: [number, number][] = [];
  for (let i = 0; i < cutter.highlights; i++) highlights.push([cutter.ranges[i * 2], cutter.ranges[i * 2 + 1]]);
  return { text: shown, highlights, fragments, start: fragments[0].start, end: fragments[fragments.length - 1].end };
}
