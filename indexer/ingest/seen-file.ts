import type { Stats } from '../../src/store/file-system.ts';
import type { CollectedDocument, CollectionReader } from './collection.ts';

/** A file whose documents are wanted. */
export interface FoundFile {
  /** As the user would name it. */
  readonly path: string;
  /** As in `CollectionFile`. */
  readonly name: string;
  readonly reader: CollectionReader;
  readonly stat: Stats;
}

/** A file that was read to its end, or need not be read again. */
export interface SeenFile {
  /** As the user would name it. */
  readonly path: string;
  readonly name: string;
  /** As `stampOf`. */
  readonly stamp: string;
  /** Of its bytes as stored, in hexadecimal. */
  readonly sha256: string;
  /** As `settledMs`. */
  readonly settledMs: number;
  /** Of one that was not read: how many documents it gave when it was, and whether their numbers are in its order. */
  readonly kept?: { readonly documents: number; readonly isOrdered: boolean };
}

/** The documents of a file without reading it; null where it has to be read. */
export type FileReuse = (file: FoundFile) => Iterable<CollectedDocument> | null;
