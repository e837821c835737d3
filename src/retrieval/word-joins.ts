import type { Condition } from '../analysis/parsed-query.ts';
import { StillwebError } from '../errors.ts';
import { positionsFile, postingsFile } from '../format/file-names.ts';
import type { PositionCursor } from '../format/positions.ts';
import { type JoinedPart, type JoinedPhrase, ListJoin, standTogether } from '../kernel/list-join.ts';
import type { IndexView } from '../store/index-view.ts';
import { PositionStore } from '../store/position-store.ts';
import { type JoinedList, type TakeRecord, WasmListJoin } from '../wasm/list-join.ts';

/** A condition on the words of a passage. */
export type WordCondition = Extract<Condition, { kind: 'term' | 'phrase' | 'title' }>;

/** Passages in which words stand as some conditions ask, all of them. Numbers are those of the collection. */
export interface WordJoin {
  /** Entries of its shortest list: no more passages are found. */
  readonly most: number;
  /** Of each list its term, where impacts are told; null where they are not. */
  readonly told: readonly string[] | null;
  /**
   * Calls with each passage, ascending, and where impacts are told, with those of each list from `words[at]`.
   *
   * @throws StillwebError INDEX_CORRUPT
   */
  forEach(take: TakeRecord): void;
  /** Whether one of `from` … `end` − 1 is among them. @throws StillwebError INDEX_CORRUPT */
  hasAny(from: number, end: number): boolean;
}

/** Of a passage of which nothing is told. */
const NO_WORDS = new Uint32Array(0);

/** Terms remembered, as in `TermDirectory`; all are forgotten when it is full. */
const MAX_REMEMBERED = 1 << 16;

/** A list of a term in one shard. */
interface TermPlace extends JoinedList {
  readonly ordinal: number;
  /** The same with where its positions are in memory, once that was asked for. */
  withPositions: JoinedList | null;
}

/** Joins the lists of terms, shard by shard, and compares their positions: in memory where the index holds them, or on disk. */
export class WordJoins {
  readonly #view: IndexView;
  readonly #shards: (ShardWords | undefined)[] = [];
  readonly #places = new Map<string, readonly (TermPlace | null)[]>();

  constructor(view: IndexView) {
    this.#view = view;
  }

  /** @param conditions at least one */
  open(conditions: readonly WordCondition[]): WordJoin {
    const { postings, firstPassages } = this.#view;
    const joins: { readonly join: ShardJoin; readonly first: number }[] = [];
    for (let shard = 0; shard < postings.length; shard++) {
      const join = this.#openShard(shard, conditions);
      if (join !== null) joins.push({ join, first: firstPassages[shard] });
    }
    const isTold = joins.length > 0 && joins.every(({ join }) => join.tellsImpacts);
    return {
      most: joins.reduce((sum, { join }) => sum + join.most, 0),
      told: isTold ? joins[0].join.terms : null,
      forEach: (take) => {
        for (const { join, first } of joins) {
          join.forEach((passage, words, at) => {
            take(first + passage, words, at);
          });
        }
      },
      hasAny: (from, end) => joins.some(({ join, first }) => join.hasAny(Math.max(0, from - first), end - first)),
    };
  }

  /** Null where a term is missing. */
  #openShard(shard: number, conditions: readonly WordCondition[]): ShardJoin | null {
    const terms: string[] = [];
    const places: TermPlace[] = [];
    const phrases: JoinedPhrase[] = [];
    for (const condition of conditions) {
      const asked = condition.kind === 'term' ? [{ term: condition.term, offset: 0 }] : condition.terms;
      const parts: JoinedPart[] = [];
      for (const { term, offset } of asked) {
        let list = terms.indexOf(term);
        if (list < 0) {
          const place = this.#find(term)[shard];
          if (place === null) return null;
          list = terms.push(term) - 1;
          places.push(place);
        }
        parts.push({ list, distance: offset });
      }
      if (condition.kind === 'title') phrases.push({ parts, accepts: this.#titlesOf(shard) });
      else if (parts.length > 1) phrases.push({ parts });
    }
    this.#shards[shard] ??= new ShardWords(this.#view, shard);
    return new ShardJoin(this.#shards[shard], terms, places, phrases);
  }

  #titlesOf(shard: number): (passage: number, end: number) => boolean {
    const { passages, firstPassages } = this.#view;
    const first = firstPassages[shard];
    return (passage, end) => end < passages.title[passages.document[first + passage]];
  }

  #find(term: string): readonly (TermPlace | null)[] {
    let places = this.#places.get(term);
    if (places === undefined) {
      places = this.#view.postings.map((shard) => {
        const ordinal = shard.terms.find(term);
        if (ordinal < 0) return null;
        const place = { ...shard.locate(ordinal), entries: shard.entries(ordinal) };
        return { ordinal, ...place, positions: 0, positionsEnd: 0, form: 0, withPositions: null };
      });
      if (this.#places.size === MAX_REMEMBERED) this.#places.clear();
      this.#places.set(term, places);
    }
    return places;
  }

  close(): void {
    for (const shard of this.#shards) shard?.close();
    this.#shards.length = 0;
  }
}

/** The words of one shard: its kernel, and its positions. */
class ShardWords {
  readonly view: IndexView;
  readonly shard: number;
  readonly kernel: WasmListJoin | null;
  /** Where `bytes` of the positions begins in the memory of the kernel; null where they are on disk. */
  readonly heldAt: number | null;
  readonly #positions: PositionStore;

  constructor(view: IndexView, shard: number) {
    this.view = view;
    this.shard = shard;
    const { index, postings } = view;
    const memory = index.postingsMemory[postingsFile(shard)] ?? null;
    this.kernel = WasmListJoin.open(postings[shard], memory);
    const at = memory?.positionsAt ?? null;
    const bytes = index.manifest.files.find(({ name }) => name === positionsFile(shard))?.bytes ?? 0;
    this.#positions =
      memory === null || at === null
        ? PositionStore.open(index.folder, shard)
        : PositionStore.view(shard, new Uint8Array(memory.memory.buffer, at, bytes));
    this.heldAt = at === null ? null : at + this.#positions.bytesAt;
  }

  /** Of positions that are in memory. */
  withPositions(place: TermPlace): JoinedList {
    if (place.withPositions === null) {
      const { start, end, form } = this.#positions.place(place.ordinal);
      const first = this.heldAt ?? 0;
      place.withPositions = { ...place, positions: first + start, positionsEnd: first + end, form };
    }
    return place.withPositions;
  }

  open({ ordinal, entries }: TermPlace): PositionCursor {
    return this.#positions.open(ordinal, entries);
  }

  outside(): StillwebError {
    const file = positionsFile(this.shard);
    return new StillwebError('INDEX_CORRUPT', `${file}: the positions of a term end early`, { file });
  }

  close(): void {
    this.#positions.close();
  }
}

/** A join in one shard. Numbers of passages are those of the shard. */
class ShardJoin {
  readonly most: number;
  /** Of the lists. */
  readonly terms: readonly string[];
  /** Whether impacts are given with passages. */
  readonly tellsImpacts: boolean;
  readonly #words: ShardWords;
  readonly #places: readonly TermPlace[];
  readonly #phrases: readonly JoinedPhrase[];
  #scalar: ListJoin | null = null;
  #cursors: (PositionCursor | undefined)[] = [];

  constructor(
    words: ShardWords,
    terms: readonly string[],
    places: readonly TermPlace[],
    phrases: readonly JoinedPhrase[],
  ) {
    const { kernel, heldAt } = words;
    this.tellsImpacts = kernel?.fits(places, phrases, 'impacts') === true && (phrases.length === 0 || heldAt !== null);
    this.terms = terms;
    this.#words = words;
    this.#places = places;
    this.#phrases = phrases;
    this.most = places.reduce((least, { entries }) => Math.min(least, entries), Number.POSITIVE_INFINITY);
  }

  forEach(take: TakeRecord): void {
    const { kernel, heldAt } = this.#words;
    const [places, phrases] = [this.#places, this.#phrases];
    const takeAlone = (passage: number): void => take(passage, NO_WORDS, 0);
    if (phrases.length > 0 && heldAt === null) {
      if (kernel?.fits(places, [], 'entries') === true) this.#forEachOnDisk(kernel, takeAlone);
      else this.#forEachScalar(takeAlone);
    } else if (kernel?.fits(places, phrases, 'nothing') === true) this.#forEachInMemory(kernel, take);
    else this.#forEachScalar(takeAlone);
  }

  #forEachInMemory(kernel: WasmListJoin, take: TakeRecord): void {
    const phrases = this.#phrases;
    const lists = phrases.length === 0 ? this.#places : this.#places.map((place) => this.#words.withPositions(place));
    const inTitle = phrases.flatMap(({ accepts }) => accepts ?? []);
    const isSound = kernel.join(lists, phrases, this.tellsImpacts ? 'impacts' : 'nothing', (passage, words, at) => {
      for (let i = 0; i < inTitle.length; i++) if (!inTitle[i](passage, words[at + i])) return;
      take(passage, words, at + inTitle.length);
    });
    if (!isSound) throw this.#words.outside();
  }

  /** The kernel says where the lists meet; positions are read of those entries alone. */
  #forEachOnDisk(kernel: WasmListJoin, take: (passage: number) => void): void {
    kernel.join(this.#places, [], 'entries', (passage, entries, at) => {
      const positionsOf = (list: number) => this.#positionsAt(list, entries[at + list]);
      if (this.#phrases.every((phrase) => standTogether(passage, phrase, positionsOf))) take(passage);
    });
  }

  #forEachScalar(take: (passage: number) => void): void {
    const join = this.#opened;
    const end = Number.POSITIVE_INFINITY;
    for (let passage = join.find(0, end); passage >= 0; passage = join.find(passage + 1, end)) take(passage);
  }

  hasAny(from: number, end: number): boolean {
    return from < end && this.#opened.find(from, end) >= 0;
  }

  get #opened(): ListJoin {
    this.#scalar ??= new ListJoin(
      this.#words.view.postings[this.#words.shard],
      this.#places,
      this.#phrases,
      (list, entry) => this.#positionsAt(list, entry),
    );
    return this.#scalar;
  }

  #positionsAt(list: number, entry: number): readonly number[] {
    this.#cursors[list] ??= this.#words.open(this.#places[list]);
    return this.#cursors[list].at(entry);
  }
}
