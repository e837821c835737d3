import type { PassageRange } from './passage.ts';
import type { SentenceEnding } from './sentences.ts';
import { AtomCursor, countQuarters, QUARTERS_PER_WORD } from './words.ts';

/** A paragraph of at most this many words without a mark at its end is a heading: it belongs to what follows. */
const MAX_HEADING_WORDS = 12;

/**
 * Packs sentences into passages, as many as fit.
 *
 * When the next sentence does not fit, the passage ends at the last paragraph end in its second half (a heading is no
 * end), or else right there, at a sentence end. A sentence over the limit by itself goes in word by word: it is cut at the last line end in
 * the second half of a passage, or else at a word end. A word over the limit is cut between two atoms.
 */
export class SentencePacker {
  readonly #text: string;
  readonly #limit: number;
  readonly #passages: PassageRange[] = [];
  /** The open passage; -1 when there is none. */
  #start = -1;
  #end = 0;
  #quarters = 0;
  /** The last good end in the second half of the open passage, and what has come after it; -1 when there is none. */
  #goodEnd = -1;
  #restStart = -1;
  #restQuarters = 0;

  /** @param limit of a passage, in quarters of a word; at least one atom's */
  constructor(text: string, limit: number) {
    this.#text = text;
    this.#limit = limit;
  }

  add(start: number, end: number, ending: SentenceEnding): void {
    const quarters = countQuarters(this.#text, start, end);
    const isLong = quarters > MAX_HEADING_WORDS * QUARTERS_PER_WORD;
    const isGoodEnd = ending === 'paragraph' || (ending === 'unmarked' && isLong);
    if (quarters <= this.#limit) this.#place(start, end, quarters, isGoodEnd);
    else this.#addWords(start, end, isGoodEnd);
  }

  finish(): PassageRange[] {
    if (this.#start >= 0) this.#passages.push({ start: this.#start, end: this.#end });
    this.#start = -1;
    return this.#passages;
  }

  #addWords(start: number, end: number, isGoodEnd: boolean): void {
    const atoms = new AtomCursor(this.#text, start, end);
    let wordStart = start;
    let wordEnd = start;
    let quarters = 0;
    while (atoms.next()) {
      if (atoms.start > wordEnd) {
        this.#addWord(wordStart, wordEnd, quarters, this.#hasLineEnd(wordEnd, atoms.start));
        wordStart = atoms.start;
        quarters = 0;
      }
      wordEnd = atoms.end;
      quarters += atoms.quarters;
    }
    this.#addWord(wordStart, wordEnd, quarters, isGoodEnd);
  }

  #addWord(start: number, end: number, quarters: number, isGoodEnd: boolean): void {
    if (quarters <= this.#limit) {
      this.#place(start, end, quarters, isGoodEnd);
      return;
    }
    const atoms = new AtomCursor(this.#text, start, end);
    while (atoms.next()) this.#place(atoms.start, atoms.end, atoms.quarters, isGoodEnd && atoms.end === end);
  }

  #place(start: number, end: number, quarters: number, isGoodEnd: boolean): void {
    while (this.#start >= 0 && this.#quarters + quarters > this.#limit) this.#close();
    if (this.#start < 0) {
      this.#start = start;
      this.#quarters = 0;
    } else if (this.#goodEnd >= 0) {
      if (this.#restStart < 0) this.#restStart = start;
      this.#restQuarters += quarters;
    }
    this.#end = end;
    this.#quarters += quarters;
    if (isGoodEnd && this.#quarters * 2 >= this.#limit) {
      this.#goodEnd = end;
      this.#restStart = -1;
      this.#restQuarters = 0;
    }
  }

  /** Ends the open passage at its good end, if it has one, and leaves the rest open. */
  #close(): void {
    const hasRest = this.#restStart >= 0;
    this.#passages.push({ start: this.#start, end: hasRest ? this.#goodEnd : this.#end });
    this.#start = hasRest ? this.#restStart : -1;
    this.#quarters = hasRest ? this.#restQuarters : 0;
    this.#goodEnd = -1;
    this.#restStart = -1;
    this.#restQuarters = 0;
  }

  #hasLineEnd(start: number, end: number): boolean {
    for (let place = start; place < end; place += 1) {
      const code = this.#text.charCodeAt(place);
      if (code === 0x0a || code === 0x0d || code === 0x2028) return true;
    }
    return false;
  }
}
