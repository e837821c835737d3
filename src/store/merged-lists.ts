import type { ShardPostings } from '../format/postings.ts';
import type { IndexView } from './index-view.ts';

export interface MergedList {
  readonly term: string;
  readonly passages: readonly number[] | Uint32Array;
  readonly impacts: readonly number[] | Uint16Array;
}

/** The terms of all shards in byte order, each with its postings over the collection. */
export function* mergeLists({
  postings,
  firstPassages,
}: Pick<IndexView, 'postings' | 'firstPassages'>): Generator<MergedList> {
  const cursors = postings.map((shard, i) => new ShardCursor(shard, firstPassages[i]));
  for (;;) {
    const [least, ...others] = cursors.filter(({ bytes }) => bytes !== null);
    if (least === undefined) return;
    let group = [least];
    for (const cursor of others) {
      const order = Buffer.compare(cursor.bytes as Buffer, group[0].bytes as Buffer);
      if (order < 0) group = [cursor];
      else if (order === 0) group.push(cursor);
    }
    const lists = group.map((cursor) => cursor.take());
    if (lists.length === 1) yield lists[0];
    else {
      const passages = lists.flatMap((list) => Array.from(list.passages));
      yield { term: lists[0].term, passages, impacts: lists.flatMap((list) => Array.from(list.impacts)) };
    }
  }
}

/** Stands at a term of a shard. */
class ShardCursor {
  /** UTF-8 of the term; null behind the last. */
  bytes: Buffer | null = null;
  readonly #shard: ShardPostings;
  readonly #firstPassage: number;
  readonly #terms: Iterator<string>;
  #term = '';
  #ordinal = -1;

  constructor(shard: ShardPostings, firstPassage: number) {
    this.#shard = shard;
    this.#firstPassage = firstPassage;
    this.#terms = shard.terms.all();
    this.#advance();
  }

  take(): MergedList {
    const { passages, impacts } = this.#shard.list(this.#ordinal);
    const term = this.#term;
    this.#advance();
    return { term, passages: passages.map((passage) => this.#firstPassage + passage), impacts };
  }

  #advance(): void {
    const { done, value } = this.#terms.next();
    this.#ordinal++;
    this.#term = done === true ? '' : value;
    this.bytes = done === true ? null : Buffer.from(value, 'utf8');
  }
}
