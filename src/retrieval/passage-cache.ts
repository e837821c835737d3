import { type TokenTable, tableLength } from '../analysis/passage-tokens.ts';
import type { PassagePart } from '../analysis/snippet.ts';
import { escapeText, RUN_FIELDS } from '../bytes/escaped-text.ts';
import type { Hit } from '../contract/search.ts';

/** 32 MiB: some twelve thousand passages of a hundred words. */
const RING_LENGTH = 1 << 23;
/** Code units of all texts that are kept. */
const MAX_CHARACTERS = 1 << 24;
/** A passage that would take a larger share of the ring is not kept. */
const MAX_SHARE = 1 / 16;

/** What a hit says of its passage beside a snippet, whatever the query: members of `Hit`. */
export interface PassageHeading extends Pick<Hit, 'id' | 'url' | 'title' | 'date'> {
  readonly passage: NonNullable<Hit['passage']>;
}

/** What a hit shows of its passage, whatever the query. */
export interface ShownPassage {
  readonly heading: PassageHeading;
  /** Text of the passage, and where it begins in its document. */
  readonly text: string;
  readonly start: number;
  /** Of `PassagePart`, as are the next two. */
  readonly title: Uint32Array;
  readonly isOpened: boolean;
  readonly isClosed: boolean;
  /** JSON of what stands before the text of the snippet in a hit, and of what stands behind the score. */
  readonly head: string;
  readonly tail: string;
}

export interface KnownPassage extends PassagePart {
  readonly heading: PassageHeading;
  readonly start: number;
  /** The head, the escaped text and the tail, one behind the other, from these places on. */
  readonly bytes: Uint8Array;
  readonly headAt: number;
  readonly tailAt: number;
  readonly end: number;
}

/**
 * A cache of the passages that were shown last, read, analysed and written as JSON: what is popular is shown again. The
 * oldest make room. An answer never depends on what the cache holds.
 *
 * A passage takes one stretch of a ring: its tokens, the terms of its title, the runs of its text, and its JSON.
 */
export class PassageCache {
  /** In the order of their coming, which is their order in the ring. */
  readonly #known = new Map<number, KnownPassage>();
  readonly #ring: Uint32Array<ArrayBuffer>;
  readonly #ringBytes: Uint8Array;
  readonly #maxCharacters: number;
  #next = 0;
  #characters = 0;

  constructor(ringLength = RING_LENGTH, maxCharacters = MAX_CHARACTERS) {
    this.#ring = new Uint32Array(ringLength);
    this.#ringBytes = new Uint8Array(this.#ring.buffer);
    this.#maxCharacters = maxCharacters;
  }

  get(passage: number): KnownPassage | undefined {
    return this.#known.get(passage);
  }

  /**
   * @param tokens copied
   * @returns valid until the next call; in memory of its own where it is too large to be kept
   */
  add(passage: number, shown: ShownPassage, tokens: TokenTable): KnownPassage {
    const { bytes, runs } = escapeText(shown.text);
    const head = Buffer.from(shown.head);
    const tail = Buffer.from(shown.tail);
    const tokensLength = tableLength(tokens.count);
    const length =
      tokensLength + shown.title.length + runs.length + Math.ceil((head.length + bytes.length + tail.length) / 4);
    const characters = shown.text.length;
    const isKept = length <= this.#ring.length * MAX_SHARE && characters <= this.#maxCharacters * MAX_SHARE;
    const words = isKept ? this.#ring : new Uint32Array(length);
    const base = isKept ? this.#makeRoom(length, characters) : 0;
    words.set(tokens.data.subarray(tokens.base, tokens.base + tokensLength), base);
    const titleAt = base + tokensLength;
    const runsAt = titleAt + shown.title.length;
    words.set(shown.title, titleAt);
    words.set(runs, runsAt);
    const memory = isKept ? this.#ringBytes : new Uint8Array(words.buffer);
    const headAt = (runsAt + runs.length) * 4;
    const textAt = headAt + head.length;
    const tailAt = textAt + bytes.length;
    memory.set(head, headAt);
    memory.set(bytes, textAt);
    memory.set(tail, tailAt);
    const known: KnownPassage = {
      heading: shown.heading,
      text: shown.text,
      start: shown.start,
      tokens: { data: words, base, count: tokens.count },
      title: words.subarray(titleAt, runsAt),
      isOpened: shown.isOpened,
      isClosed: shown.isClosed,
      runsAt,
      runs: runs.length / RUN_FIELDS,
      bytes: memory,
      headAt,
      textAt,
      tailAt,
      end: tailAt + tail.length,
    };
    if (isKept) this.#known.set(passage, known);
    return known;
  }

  clear(): void {
    this.#known.clear();
    this.#characters = 0;
    this.#next = 0;
  }

  /** The place of a stretch of the ring in which nothing is known any more. */
  #makeRoom(length: number, characters: number): number {
    if (this.#next + length > this.#ring.length) {
      this.#forgetWhile((oldest) => oldest.base >= this.#next);
      this.#next = 0;
    }
    const base = this.#next;
    this.#next += length;
    this.#forgetWhile((oldest) => oldest.base >= base && oldest.base < this.#next);
    this.#forgetWhile(() => this.#characters + characters > this.#maxCharacters);
    this.#characters += characters;
    return base;
  }

  #forgetWhile(isInTheWay: (oldest: TokenTable) => boolean): void {
    for (const [passage, { tokens, text }] of this.#known) {
      if (!isInTheWay(tokens)) return;
      this.#known.delete(passage);
      this.#characters -= text.length;
    }
  }
}
