import type { StoredDocument } from '../../format/documents.ts';

/** Who is told what a check reads, to compare it with what only analysis knows. */
export interface Witness {
  /** A term stands at a position of a passage; both are numbers in the shard. */
  occurs(shard: number, term: number, passage: number, position: number): void;
  /** A document of an index whose passages and postings are sound. */
  read(number: number, document: StoredDocument): void;
}
