import type { Stats } from '../../src/store/file-system.ts';
import type { CollectedDocument, CollectionReader } from './collection.ts';

/** A file whose documents are wanted. */
export interface FoundFile {
  /** As the user would name it. */
  readonly path: string;
  /** As in `CollectionFile`. */
  readonly name: string;
  readonly reader: CollectionReader;
  /** Whether it had this stamp when the collection was opened. It is looked at once more at the end. */
  had(stamp: string): boolean;
  /** What it is now; null where it is no file that can be reached. */
  look(): Stats | null;
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

/** A file that is what it was, without reading it. */
export interface ReusedFile {
  /** As `stampOf`; the one that it has. */
  readonly stamp: string;
  readonly documents: Iterable<CollectedDocument>;
}

/** Null where the file has to be read. */
export type FileReuse = (file: FoundFile) => ReusedFile | null;
