import type { ExactNumber } from '../../src/bytes/exact-number.ts';
import type { ErrorCode, StillwebError } from '../../src/errors.ts';
import type { StoredOriginal } from '../../src/format/originals.ts';
import type { HtmlChoice } from './html-choice.ts';
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
  /**
   * The vector of a document whose impacts are given: JSON of one list, a term, its weight, the next term and so on. Terms are
   * distinct, and 1 … 255 code units long; weights are above 0. Only with `takesImpacts`.
   */
  readonly impacts?: string;
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

/**
 * Where a document came from, for messages: the file as the user named it, and the line or the record (from 1) where these
 * count.
 */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  /** Of a record in a file without lines, from 1. */
  readonly record?: number;
}

export interface CollectedDocument {
  readonly document: CollectionDocument;
  readonly location: SourceLocation;
  /** `CollectionFile.bytesRead` when it was read: for progress only. */
  readonly bytesRead: number;
  /** Whether the record has no id of its own, and was given its URL, or the name of the file and its number. */
  readonly isUnnamed?: boolean;
  /** Of a page with links: as they stand in it. */
  readonly written?: WrittenLinks;
  /** The file or the body that it was made of, where they are kept. */
  readonly original?: StoredOriginal;
  /** Of a document whose title and text an earlier generation has: its number there. */
  readonly former?: number;
  /** Whether the index that it is added to has its id: then an update was meant, perhaps. */
  readonly isInIndex?: boolean;
  /** Whether its language was found by its text, and not told. */
  readonly isDetected?: boolean;
  /** Whether other files may rightly hold it again, as archives of the web do: the second one is left out, and ends no build by itself. */
  readonly isCapture?: boolean;
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

/** Something in a folder or an archive that is not read, and is no fault. */
export interface IgnoredEntry {
  /** The file or folder as the user would name it. */
  readonly path: string;
  /**
   * `kind`: no format takes it; `link`: a symbolic link without the name of a document; `special`: a device, pipe or
   * socket without one; `hidden`: `.git`, `node_modules` and the like; `topics`: queries and judgments beside the
   * `corpus.jsonl` of a BEIR set. Inside of a dump of a wiki, `page`: a page that is no article; `redirect`: one that is
   * another name of an article.
   */
  readonly reason: 'kind' | 'link' | 'special' | 'hidden' | 'topics';
}

/** A second address of a document. */
export interface Alias {
  readonly alias: string;
  /** An address of its own that some document of the collection has, before or behind; else the alias is nothing. */
  readonly url: string;
}

export interface ReadOptions {
  /** Which fields of a record are which, for formats whose records have fields. */
  readonly fields?: FieldMap;
  /** Whether a document must bring the impacts of its terms along. Default: no; a field `vector` is then one like others. */
  readonly takesImpacts?: boolean;
  /** Which words of an HTML page are its text. Default: `DEFAULT_HTML`. */
  readonly html?: HtmlChoice;
  /** Whether documents are given with what they were made of: by readers whose documents are a file each, or a body of a web archive. */
  readonly keepsOriginals?: boolean;
  /**
   * Called for each record that cannot become a document. Throws to stop; returns to skip the record.
   */
  readonly onProblem: (problem: Problem) => void;
  /**
   * Called by a reader whose ending other kinds of files have too, when the file is one of those; it gives no document then.
   * Absent for a file that was named itself: what is wrong with it is told.
   */
  readonly onOther?: () => void;
  /** Called for each second address, so that links lead through it. Of several with one address the first counts. */
  readonly onAlias?: (alias: Alias) => void;
  /** Called with the name of a format before the documents of each file; by a reader of files in files before those of each. */
  readonly onFormat?: (format: string) => void;
  /** Called for each record that is no document and no fault, such as a redirect, with the few words that it is counted by. */
  readonly onPassed?: (what: string) => void;
  /** Called for each entry of a folder or an archive that is passed over, so that it can be counted. Hidden folders count once. */
  readonly onIgnored?: (entry: IgnoredEntry) => void;
}

/** Reads any part of a file, in any order. To be closed. */
export interface FileRanges {
  /** Bytes of the file. */
  readonly size: number;
  /**
   * So many bytes from there, in a buffer of their own.
   * @throws StillwebError INPUT_CHANGED where the file has fewer, STORAGE_FAILED
   */
  read(start: number, bytes: number): Buffer;
  /** Counts what comes before an offset as read: for progress only. */
  reach(offset: number): void;
  close(): void;
}

/** Files of one folder that are read with one of them. */
export interface FilesBeside {
  readonly names: ReadonlySet<string>;
  /**
   * What one of them holds, as `CollectionFile.content`.
   * @throws StillwebError what reading a file found in a folder throws
   */
  open(name: string): AsyncGenerator<Buffer>;
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
  /**
   * Opens the file as it is stored, not decompressed, for a format that is not read from its beginning. Absent for what is
   * no file on its own, such as a stream. A file that is read so has no `content` to be walked.
   *
   * @throws StillwebError what opening the content throws
   */
  openRanges?(): FileRanges;
  /** Bytes of all input read up to now, as stored: for progress only. */
  readonly bytesRead: number;
  /** The names of all files of the collection that are one document each: what links between files may lead to. */
  readonly pages?: PageNames;
  /** Those of its folder that are read with it; absent where there are none, and for a file that was named itself. */
  readonly beside?: FilesBeside;
  /** The archives that it lies in. */
  readonly packed?: Packing;
}

/** Where a file lies that is packed in an archive. */
export interface Packing {
  /** Archives around it. */
  readonly depth: number;
  /** What the outermost of them may still take. */
  readonly budget: { countEntry(): void; admit(producedBytes: number): void };
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
  /** Whether a file is of this format by another part of its name. @param name without folders, and without the ending of a compression */
  claims?(name: string): boolean;
  /** Whether each file is one document that has the name of the file as its id, so that links can lead to it. */
  readonly isPage?: boolean;
  /** Whether a file is an archive of files, which are read by their own names. */
  readonly holdsFiles?: boolean;
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
