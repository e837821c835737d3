import type { ShardPostings } from '../format/postings.ts';

/** What BM25 needs of an index: its shards, and where their passages begin in the collection. */
export interface LexicalIndex {
  readonly shards: readonly ShardPostings[];
  /** First passage of each shard. */
  readonly firstPassages: readonly number[];
  /** Document of each passage. */
  readonly documents: Uint32Array;
  /** Whether every document is one passage, so that no document can crowd the list. */
  readonly isOnePassageEach: boolean;
}
