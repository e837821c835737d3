import type { PostingArrays } from '../kernel/lexical-kernel.ts';
import type { JoinedPhrase, JoinedPlace } from '../kernel/list-join.ts';
import { type BoundKernel, bindKernel } from './bound-kernel.ts';
import { describeList } from './posting-lists.ts';
import {
  EXPANDED_AT,
  FOUND_AT,
  FOUND_WORDS,
  JOIN_ORDER_AT,
  JOINED_AT,
  JOINED_FIELDS,
  JOINED_PLACES,
  KEPT_AT,
  MARKS_AT,
  MAX_JOINED_LISTS,
  MAX_JOINED_WORDS,
  MAX_RECORD_WORDS,
  NUMBERS_AT,
  NUMBERS_BYTES,
  PHRASES_AT,
  PLACES_AT,
  type PostingsMemory,
} from './postings-memory.ts';

/** A list that is joined, and where its positions are in the memory of the postings. */
export interface JoinedList extends JoinedPlace {
  /** Entries of the list. */
  readonly entries: number;
  /** First byte of its positions, and the one behind the last; 0 where they are not in memory. */
  readonly positions: number;
  readonly positionsEnd: number;
  readonly form: number;
}

/** Takes what was found: a passage, and in `words`, from `at`, the ends of phrases, then what is told of each list. */
export type TakeRecord = (passage: number, words: Uint32Array, at: number) => void;

/** What is told of each list with a passage, as the kernel numbers it. */
const TOLD = { nothing: 0, entries: 1, impacts: 2 } as const;

export type Told = keyof typeof TOLD;

/** Words of a phrase before its parts, and of a part. */
const PHRASE_WORDS = 3;
const PART_WORDS = 2;

/** The join in WebAssembly, for the calling thread. */
export class WasmListJoin {
  readonly #shard: PostingArrays;
  readonly #slot: number;
  readonly #join: BoundKernel<'list-join'>['calls']['join'];
  readonly #lists: Uint32Array;
  readonly #phrases: Uint32Array;
  readonly #found: Uint32Array;

  private constructor(shard: PostingArrays, { calls, buffer, slot }: BoundKernel<'list-join'>) {
    this.#shard = shard;
    this.#slot = slot;
    this.#join = calls.join;
    this.#lists = new Uint32Array(buffer, slot + JOINED_AT, MAX_JOINED_LISTS * JOINED_FIELDS);
    this.#phrases = new Uint32Array(buffer, slot + PHRASES_AT, MAX_JOINED_WORDS);
    this.#found = new Uint32Array(buffer, slot + FOUND_AT, FOUND_WORDS);
  }

  /** @returns null where engine, memory or slot is missing */
  static open(shard: PostingArrays, memory: PostingsMemory | null): WasmListJoin | null {
    const bound = bindKernel('list-join', memory);
    return bound === null ? null : new WasmListJoin(shard, bound);
  }

  /** Whether it has room for a join. @param told as in `join` */
  fits(lists: readonly JoinedPlace[], phrases: readonly JoinedPhrase[], told: Told): boolean {
    const words = phrases.reduce((sum, { parts }) => sum + PHRASE_WORDS + parts.length * PART_WORDS, 0);
    const width = widthOf(lists, phrases, told);
    return lists.length <= MAX_JOINED_LISTS && words <= MAX_JOINED_WORDS && width <= MAX_RECORD_WORDS;
  }

  /**
   * Finds the passages that stand in every list and hold every phrase, ascending.
   *
   * @param lists at least one; their positions are in memory where there are phrases
   * @param told of each list with a passage: its entry, or its impact there. What `accepts` says of a phrase is left to the
   *   caller: the end of each that has one is given before
   * @returns false where the positions of a term lead outside
   */
  join(lists: readonly JoinedList[], phrases: readonly JoinedPhrase[], told: Told, take: TakeRecord): boolean {
    const slot = this.#slot;
    for (let i = 0; i < lists.length; i++) this.#describe(lists[i], i);
    this.#describePhrases(phrases);
    const width = widthOf(lists, phrases, told);
    const { windows } = this.#shard;
    const found = this.#found;
    for (let window = 0; window < windows; window = found[0]) {
      const records = this.#join(
        slot + JOINED_AT,
        lists.length,
        slot + PHRASES_AT,
        phrases.length,
        TOLD[told],
        window,
        windows,
        slot + MARKS_AT,
        slot + EXPANDED_AT,
        slot + PLACES_AT,
        slot + KEPT_AT,
        slot + JOIN_ORDER_AT,
        slot + FOUND_AT,
        FOUND_WORDS,
        width,
      );
      if (records < 0) return false;
      for (let i = 0, at = 1; i < records; i++, at += width) take(found[at], found, at + 1);
    }
    return true;
  }

  #describe(list: JoinedList, number: number): void {
    const at = number * JOINED_FIELDS;
    const fields = this.#lists;
    describeList(fields, at, this.#shard, list);
    fields[at + JOINED_PLACES.positions] = list.positions;
    fields[at + JOINED_PLACES.positionsEnd] = list.positionsEnd;
    fields[at + JOINED_PLACES.total] = list.entries;
    fields[at + JOINED_PLACES.form] = list.form;
    fields[at + JOINED_PLACES.numbers] = this.#slot + NUMBERS_AT + number * NUMBERS_BYTES;
    fields[at + JOINED_PLACES.before] = 0;
    fields[at + JOINED_PLACES.held] = 0;
  }

  #describePhrases(phrases: readonly JoinedPhrase[]): void {
    let at = 0;
    for (const { parts, accepts } of phrases) {
      let length = 0;
      this.#phrases[at++] = parts.length;
      this.#phrases[at++] = accepts === undefined ? 0 : 1;
      const lengthAt = at++;
      for (const { list, distance } of parts) {
        this.#phrases[at++] = list;
        this.#phrases[at++] = distance;
        if (distance > length) length = distance;
      }
      this.#phrases[lengthAt] = length;
    }
  }
}

function widthOf(lists: readonly JoinedPlace[], phrases: readonly JoinedPhrase[], told: Told): number {
  let width = told === 'nothing' ? 1 : 1 + lists.length;
  for (const { accepts } of phrases) if (accepts !== undefined) width++;
  return width;
}
