import type { ErrorCode, StillwebError } from '../../src/errors.ts';

/** The seam between inputs and documents: one reader a format. */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

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

/** Where a document came from, for messages: the file as the user named it, and the line (from 1) where lines count. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
}

export interface CollectedDocument {
  readonly document: CollectionDocument;
  readonly location: SourceLocation;
  /** Bytes of input read so far in the current source, as stored on disk: for progress only. */
  readonly bytesRead: number;
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
   * socket without one; `hidden`: `.git`, `node_modules` and the like.
   */
  readonly reason: 'kind' | 'link' | 'special' | 'hidden';
}

export interface ReadOptions {
  readonly fields?: FieldMap;
  /**
   * Called for each record that cannot become a document. Throws to stop; returns to skip the record.
   */
  readonly onProblem: (problem: Problem) => void;
  /** Called for each entry of a folder that is passed over, so that it can be counted. Hidden folders count once. */
  readonly onIgnored?: (entry: IgnoredEntry) => void;
}

/** One file or folder to read. `bytes` is the size on disk where known, for progress. */
export interface CollectionSource {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Reads a collection in its own order. Streaming: memory does not grow with the input.
 * The order and content of what it yields depend on the content of the input alone (folders are walked in
 * code-unit order of their relative paths).
 */
export interface CollectionReader {
  readonly format: string;
  read(source: CollectionSource, options: ReadOptions): AsyncIterable<CollectedDocument>;
  /**
   * The same documents in the same order, many at a time where the format has many: a step of an asynchronous iteration
   * costs more than a short document. Each batch is read while it is walked, so it must be walked to its end.
   */
  readBatches?(source: CollectionSource, options: ReadOptions): AsyncIterable<Iterable<CollectedDocument>>;
}
