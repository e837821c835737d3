/** What a cluster holds of a document and of a push, as it is read back. */
import type { ShownFields } from '../contract/field-type.ts';
import type { StoredDocument } from '../format/documents.ts';
import type { ClusterSimilarity } from './cluster-layout.ts';

export interface StoredBody extends StoredDocument {
  readonly number: number;
  /** Its first passage. */
  readonly first: number;
  /** Of each of its passages the start and the end, UTF-16 code units. */
  readonly places: readonly number[];
  /** Keys of the addresses that lead to it. */
  readonly urls: readonly string[];
  /** Documents it links to, in the order of its text, and those that link to it. */
  readonly out: readonly number[];
  readonly in: readonly number[];
  /** Of each typed field of the manifest, in its order; null for none. */
  readonly fields: readonly (ShownFields[string] | null)[];
}

/** What a hit shows of a document. */
export const SHOWN_MEMBERS = ['number', 'first', 'places', 'id', 'title', 'url', 'date'] as const;

/** What is pushed, and how far that has come. */
export interface PushState {
  readonly layout: number;
  readonly id: string;
  /** Under which the index was built, and is served. */
  readonly name: string;
  readonly shards: number;
  readonly similarity: ClusterSimilarity;
  /** The day of its newest document, or null. */
  readonly newest: string | null;
  /** Small files of the generation, and the pieces of each. */
  readonly files: readonly { readonly name: string; readonly pieces: number }[];
  readonly stage: 'terms' | 'documents' | 'passages' | 'complete';
  /** Entries of this stage that are there, and the sum of the checksums of all that are. */
  readonly done: number;
  readonly checksum: number;
}

/** A piece of a small file, of 1 MiB at most. */
export function pieceId(name: string, piece: number): string {
  return `file:${name}:${piece}`;
}
