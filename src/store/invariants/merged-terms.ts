import type { ShardPostings } from '../../format/postings.ts';

interface Cursor {
  readonly shard: number;
  readonly texts: Iterator<string>;
  term: number;
  bytes: Buffer | null;
}

/** Statistics of the collection that every impact depends on. */
export interface TermStatistics {
  /** Per shard and term: passages of all shards that hold it. */
  readonly frequencies: readonly Uint32Array[];
  /** Distinct terms of the collection. */
  readonly terms: number;
  /** The smallest of the frequencies. */
  readonly smallest: number;
}

/**
 * Adds up over the shards how many passages hold a term.
 *
 * @param shards terms in byte order, as `checkPostings` found them
 * @param held per shard and term: passages of the shard that hold it
 */
export function sumTermFrequencies(shards: readonly ShardPostings[], held: readonly Uint32Array[]): TermStatistics {
  if (held.length === 1) {
    const [only] = held;
    const smallest = only.reduce((least, count) => Math.min(least, count), Number.POSITIVE_INFINITY);
    return { frequencies: [only], terms: only.length, smallest };
  }
  const frequencies = held.map((each) => new Uint32Array(each.length));
  const cursors = shards.map(({ terms }, shard): Cursor => ({ shard, texts: terms.all(), term: -1, bytes: null }));
  for (const cursor of cursors) advance(cursor);
  let terms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (;;) {
    const group = leastOf(cursors);
    if (group.length === 0) return { frequencies, terms, smallest };
    const sum = group.reduce((total, { shard, term }) => total + held[shard][term], 0);
    for (const cursor of group) {
      frequencies[cursor.shard][cursor.term] = sum;
      advance(cursor);
    }
    smallest = Math.min(smallest, sum);
    terms++;
  }
}

function advance(cursor: Cursor): void {
  const next = cursor.texts.next();
  cursor.term++;
  cursor.bytes = next.done === true ? null : Buffer.from(next.value);
}

/** The cursors that stand at the first of all terms that are left; none at the end. */
function leastOf(cursors: readonly Cursor[]): Cursor[] {
  let group: Cursor[] = [];
  for (const cursor of cursors) {
    if (cursor.bytes === null) continue;
    const order = group.length === 0 ? 0 : Buffer.compare(cursor.bytes, group[0].bytes as Buffer);
    if (order < 0) group = [cursor];
    else if (order === 0) group.push(cursor);
  }
  return group;
}
