import type { ExactNumber } from '../../src/bytes/exact-number.ts';
import type { ErrorCode, StillwebError } from '../../src/errors.ts';
import type { PageNames } from './page-names.ts';

/** The seam between files and documents: one reader a format. */

/** A number is a double where that writes the same text, and else an `ExactNumber`. */
export type JsonValue = null | boolean | number | ExactNumber | string | JsonValue[] | { [key: string]: JsonValue };

/** One document as the collection gives it. Text is well-formed UTF-16 without NUL. */
export interface CollectionDocument {
  /** Unique in the collection; 1 … 2048 bytes of UTF-8. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly url?: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  /** BCP 47, lower case, such as `en`. */
  readonly language?: string;
  /** Ids or URLs of documents that this one links to, in text order, duplicates kept once. */
  readonly links?: readonly string[];
  /** Fields of the source that have no place above. */
  readonly metadata?: { readonly [key: string]: JsonValue };
}

/** The links of a page before they are resolved: what they lead to depends on the other pages of the collection. */
export interface WrittenLinks {
  /** What the first `<base>` says; absent where there is none. */
  readonly base?: string;
  /** In text order, each once; at most `MAX_LINKS`. */
  readonly hrefs: readonly string[];
}

/** Where a document came from, for messages: the file as the user named it, and the line (from 1) where lines count. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
}

export interface CollectedDocument {
  readonly document: CollectionDocument;
  readonly location: SourceLocation;
  /** `CollectionFile.bytesRead` when it was read: for progress only. */
  readonly bytesRead: number;
  /** Of a page with links: as they stand in it. */
  readonly written?: WrittenLinks;
  /** Of a document whose title and text an earlier generation has: its number there. */
  readonly former?: number;
}

/** A record that could not become a document. */
export interface Problem {
  readonly code: ErrorCode;
  readonly location: SourceLocation;
  readonly error: StillwebError;
}

export interface FieldMap {
  readonly id?: string;
  readonly title?: string;
  readonly text?: string;
  readonly url?: string;
  readonly date?: string;
  readonly language?: string;
  readonly links?: string;
}

/** Something in a folder that is not read, and is no fault. */
export interface IgnoredEntry {
  /** The file or folder as the user would name it. */
  readonly path: string;
  /**
   * `kind`: no format takes it; `link`: a symbolic link without the name of a document; `special`: a device, pipe or
   * socket without one; `hidden`: `.git`, `node_modules` and the like; `topics`: queries and judgments beside the
   * `corpus.jsonl` of a BEIR set.
   */
  readonly reason: 'kind' | 'link' | 'special' | 'hidden' | 'topics';
}

export interface ReadOptions {
  /** Which fields of a record are which, for formats whose records have fields. */
  readonly fields?: FieldMap;
  /**
   * Called for each record that cannot become a document. Throws to stop; returns to skip the record.
   */
  readonly onProblem: (problem: Problem) => void;
}

/** One file on its way to a reader. */
export interface CollectionFile {
  /** The file as the user would name it, for messages. */
  readonly path: string;
  /** Its name in the collection: its path from the folder, with `/`; or its own name, when the file itself was named. */
  readonly name: string;
  /**
   * What it holds, decompressed, chunk by chunk, in buffers that nobody reuses. To be walked once.
   * What it throws, a reader of many records lets pass: the rest of the file cannot be read.
   */
  readonly content: AsyncIterable<Buffer>;
  /** Bytes of all input read up to now, as stored: for progress only. */
  readonly bytesRead: number;
  /** The names of all files of the collection that are one document each: what links between files may lead to. */
  readonly pages?: PageNames;
}

/**
 * Reads one format: all that a format is. `registerReader` of readers.ts makes it known. A small one to begin from is
 * `test/toys/toy-reader.ts`.
 *
 * Streaming: memory does not grow with the file, unless the whole file is one document. What is yielded, and its order,
 * depends on the name and the content of the file alone.
 */
export interface CollectionReader {
  /** For `--format`: lower case, such as `jsonl`. */
  readonly name: string;
  /**
   * Endings of file names, lower case, with the dot. A file with one of them is of this format whatever it holds. In a
   * folder nothing else makes a file a document: to look into each picture would cost more than it finds.
   */
  readonly endings: readonly string[];
  /** Whether each file is one document that has the name of the file as its id, so that links can lead to it. */
  readonly isPage?: boolean;
  /**
   * Whether a file that was named itself, with an ending that no format has, is of this format.
   * @param name as in `CollectionFile`
   * @param firstBytes up to 4,096 of its content, decompressed
   */
  detect?(name: string, firstBytes: Uint8Array): boolean;
  /**
   * The documents of one file, many at a time where the format has many: a step of an asynchronous iteration costs more
   * than a short document. Each batch is read while it is walked, so it must be walked to its end.
   * Every document is one that `checkWhole` of document-check.ts lets pass.
   *
   * @throws StillwebError when the rest of the file cannot be read: of a file found in a folder that is a problem more,
   *   of one that was named it is the end of the build
   */
  read(file: CollectionFile, options: ReadOptions): AsyncIterable<Iterable<CollectedDocument>>;
}
