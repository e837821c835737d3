import type { TermNumberer } from '../../src/analysis/term-numberer.ts';
import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { FIRST_WORDS } from '../../src/format/passages.ts';
import { TermOrder } from './term-order.ts';

/**
 * Inverts the passages of one unit: from texts to a run sorted by term.
 *
 * A run is three byte streams, read in step by `invert/unit-run.ts`:
 *
 *   entries    per term, ascending by UTF-8 bytes: varint length, the bytes, varint postings, varint bytes of its
 *              postings, varint bytes of its positions
 *   postings   per posting: varint gap to the passage before (the first one absolute, within the unit), varint
 *              2 × count, plus 1 if some are in the title, whose varint count then follows. Of a title without a term the
 *              first words of the first passage take the place; whether they count is decided when all units are known
 *   positions  per posting: varint count, then that many varint gaps, the first one absolute
 */
export interface InvertedRun {
  readonly terms: number;
  readonly entries: Uint8Array;
  readonly postings: Uint8Array;
  readonly positions: Uint8Array;
  /** Where counts are given weights: the bits of the largest, and 1 if all are whole numbers. */
  readonly weightRange?: Uint32Array;
}

/** Makes runs of the passages of documents: of their texts (`Inverter`), or of vectors that came with them (`GivenInverter`). */
export interface PassageInverter {
  /** Begins a document. @param maxTerms most terms of its title that go in */
  begin(document: { readonly title: string; readonly impacts?: string }, maxTerms: number): void;
  /** Takes the next passage of the document. Returns its length in terms, title included. */
  addPassage(text: string): number;
  /** Of the document that was begun last, once it has a passage. */
  readonly scoredTitle: ScoredTitle;
  /** The run of all passages taken since the last call; valid until the next one. */
  finish(): InvertedRun;
}

/** Terms that a worker remembers from unit to unit before it starts anew. */
const MAX_VOCABULARY = 1 << 19;
/** Longest varint of a u32. */
const VARINT_BYTES = 5;
/** Positions are u16 in the passage table; a longer title counts as this long for scores and for `intitle:`. */
const MAX_TITLE_POSITIONS = 0xffff;

/** What scores as the title of a document. */
export interface ScoredTitle {
  /** Positions that its own title takes; 0 where that has no term. */
  readonly positions: number;
  /** Terms of the title, or of the first words of the text. */
  readonly terms: number;
  /** Where the last of those first words ends in the passage; 0 where there are none. */
  readonly firstWordsEnd: number;
}

const NO_TITLE: ScoredTitle = { positions: 0, terms: 0, firstWordsEnd: 0 };

/** Serves one unit after the other; what it remembers of earlier ones saves time and changes nothing. */
export class Inverter implements PassageInverter {
  readonly #numberer: TermNumberer;
  readonly #maxVocabulary: number;
  readonly #order = new TermOrder();
  /** Tokens of the unit, in text order; `#ends[p]` is the number of those in passages 0 … p. */
  #terms = new Uint32Array(1 << 16);
  #positions = new Uint32Array(1 << 16);
  #tokens = 0;
  #ends: number[] = [];
  /** Of each passage: positions below it score as title. */
  #titleEnds: number[] = [];
  #titleTerms = new Uint32Array(0);
  #titlePositions = new Uint32Array(0);
  /** Where the text's positions begin: one free place behind the title, so that no phrase spans both. */
  #textStart = 0;
  #title: ScoredTitle = NO_TITLE;
  #isFirstPassage = true;
  /** The same tokens by term, for `finish`. */
  #groupedPassages = new Uint32Array(0);
  #groupedPositions = new Uint32Array(0);
  /** What `finish` writes, kept for the next unit: fresh memory costs more than the bytes that go in. */
  readonly #entryBytes = new ByteWriter(1 << 18);
  #postingBytes = new Uint8Array(0);
  #positionBytes = new Uint8Array(0);

  constructor(numberer: TermNumberer, maxVocabulary = MAX_VOCABULARY) {
    this.#numberer = numberer;
    this.#maxVocabulary = maxVocabulary;
  }

  begin({ title }: { readonly title: string }, maxTerms?: number): void {
    this.setTitle(title, maxTerms);
  }

  /**
   * Begins a document: its title goes into the passages added next.
   * @param maxTerms most of its terms that go in: the first
   */
  setTitle(title: string, maxTerms = Number.POSITIVE_INFINITY): void {
    const numberer = this.#numberer;
    numberer.number(title);
    const count = Math.min(numberer.count, maxTerms);
    this.#titleTerms = numberer.terms.slice(0, count);
    this.#titlePositions = numberer.positions.slice(0, count);
    const end = count === 0 ? 0 : this.#titlePositions[count - 1] + 1;
    this.#textStart = end === 0 ? 0 : end + 1;
    const positions = Math.min(end, MAX_TITLE_POSITIONS);
    let terms = count;
    while (terms > 0 && this.#titlePositions[terms - 1] >= positions) terms--;
    this.#title = { positions, terms, firstWordsEnd: 0 };
    this.#isFirstPassage = true;
  }

  /** Of the document that was begun last, once it has a passage. */
  get scoredTitle(): ScoredTitle {
    return this.#title;
  }

  /** Takes the next passage. Returns its length in terms, title included. */
  addPassage(text: string): number {
    const numberer = this.#numberer;
    numberer.number(text);
    const { count, terms, positions } = numberer;
    const length = this.#titleTerms.length + count;
    this.#reserve(length);
    this.#terms.set(this.#titleTerms, this.#tokens);
    this.#positions.set(this.#titlePositions, this.#tokens);
    const base = this.#textStart;
    let token = this.#tokens + this.#titleTerms.length;
    for (let i = 0; i < count; i++, token++) {
      this.#terms[token] = terms[i];
      this.#positions[token] = base + positions[i];
    }
    this.#tokens = token;
    this.#ends.push(token);
    if (this.#title.positions > 0) this.#titleEnds.push(this.#title.positions);
    else this.#titleEnds.push(this.#isFirstPassage ? this.#takeFirstWords() : 0);
    this.#isFirstPassage = false;
    return length;
  }

  /** Lets the first words of the passage that was numbered last score as title. Returns the positions that they take. */
  #takeFirstWords(): number {
    const { count, positions, ends } = this.#numberer;
    let terms = 0;
    while (terms < count && positions[terms] < FIRST_WORDS) terms++;
    this.#title = { positions: 0, terms, firstWordsEnd: terms === 0 ? 0 : ends[terms - 1] };
    return FIRST_WORDS;
  }

  #reserve(tokens: number): void {
    const needed = this.#tokens + tokens;
    if (needed <= this.#terms.length) return;
    const grow = (array: Uint32Array) => {
      const grown = new Uint32Array(needed * 2);
      grown.set(array);
      return grown;
    };
    this.#terms = grow(this.#terms);
    this.#positions = grow(this.#positions);
  }

  /** The run of all passages taken since the last call; valid until the next one. */
  finish(): InvertedRun {
    this.#order.update(this.#numberer.vocabulary);
    const starts = this.#groupByTerm();
    const run = this.#encode(starts);
    this.#tokens = 0;
    this.#ends = [];
    this.#titleEnds = [];
    if (this.#numberer.vocabulary.length > this.#maxVocabulary) {
      this.#numberer.forget();
      this.#order.clear();
    }
    return run;
  }

  /** Lays passages and positions out by term, in text order within each: a counting sort. Returns where terms begin. */
  #groupByTerm(): Uint32Array {
    const tokens = this.#tokens;
    const terms = this.#terms;
    const positions = this.#positions;
    const starts = new Uint32Array(this.#order.size + 1);
    for (let i = 0; i < tokens; i++) starts[terms[i] + 1]++;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const next = starts.slice();
    if (this.#groupedPassages.length < tokens) {
      this.#groupedPassages = new Uint32Array(terms.length);
      this.#groupedPositions = new Uint32Array(terms.length);
    }
    const groupedPassages = this.#groupedPassages;
    const groupedPositions = this.#groupedPositions;
    let token = 0;
    for (let passage = 0; passage < this.#ends.length; passage++) {
      for (const end = this.#ends[passage]; token < end; token++) {
        const place = next[terms[token]]++;
        groupedPassages[place] = passage;
        groupedPositions[place] = positions[token];
      }
    }
    return starts;
  }

  #encode(starts: Uint32Array): InvertedRun {
    const { order, size, bytes, offsets } = this.#order;
    const passages = this.#groupedPassages;
    const places = this.#groupedPositions;
    const titleEnds = this.#titleEnds;
    const entries = this.#entryBytes;
    entries.clear();
    if (this.#postingBytes.length < this.#tokens * 3 * VARINT_BYTES) {
      this.#postingBytes = new Uint8Array(this.#terms.length * 3 * VARINT_BYTES);
      this.#positionBytes = new Uint8Array(this.#terms.length * 2 * VARINT_BYTES);
    }
    const postings = this.#postingBytes;
    const positions = this.#positionBytes;
    let postingsEnd = 0;
    let positionsEnd = 0;
    let present = 0;
    for (let i = 0; i < size; i++) {
      const term = order[i];
      const end = starts[term + 1];
      let at = starts[term];
      if (at === end) continue;
      const postingsStart = postingsEnd;
      const positionsStart = positionsEnd;
      let count = 0;
      let previous = 0;
      while (at < end) {
        const passage = passages[at];
        let next = at + 1;
        while (next < end && passages[next] === passage) next++;
        const frequency = next - at;
        const titleEnd = titleEnds[passage];
        let inTitle = 0;
        positionsEnd = putVarint(positions, positionsEnd, frequency);
        for (let position = 0; at < next; at++) {
          positionsEnd = putVarint(positions, positionsEnd, places[at] - position);
          position = places[at];
          if (position < titleEnd) inTitle++;
        }
        postingsEnd = putVarint(postings, postingsEnd, passage - previous);
        postingsEnd = putVarint(postings, postingsEnd, frequency * 2 + (inTitle > 0 ? 1 : 0));
        if (inTitle > 0) postingsEnd = putVarint(postings, postingsEnd, inTitle);
        previous = passage;
        count++;
      }
      entries.varint(offsets[term + 1] - offsets[term]);
      entries.appendRange(bytes, offsets[term], offsets[term + 1]);
      entries.varint(count);
      entries.varint(postingsEnd - postingsStart);
      entries.varint(positionsEnd - positionsStart);
      present++;
    }
    return {
      terms: present,
      entries: entries.view(),
      postings: postings.subarray(0, postingsEnd),
      positions: positions.subarray(0, positionsEnd),
    };
  }
}

/** Writes an unsigned LEB128; returns where the next byte goes. */
function putVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value > 127) {
    bytes[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  bytes[at++] = value;
  return at;
}
