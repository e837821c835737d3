import { StillwebError } from '../../src/errors.ts';
import type { CollectedDocument, CollectionReader } from './collection.ts';
import { expandContent, readContent } from './decompression.ts';
import { readFileName } from './file-name.ts';
import type { OpenedContent } from './file-reading.ts';
import { walkFolder } from './folder-walk.ts';
import { type FileNames, type NamePrefixes, namePrefixes } from './input-names.ts';
import { InputStamps, stampOf } from './input-stamps.ts';
import { jsonLinesReader } from './json-lines-reader.ts';
import { lookAtInput, type NamedInput, STANDARD_INPUT, statFound } from './named-input.ts';
import { pageCacheReader } from './page-cache-reader.ts';
import { PageNames } from './page-names.ts';
import { detectReader, FOLDER_FORMAT, findReader, formatNames } from './readers.ts';
import { reportFault } from './record-fault.ts';
import type { FileReuse } from './seen-file.ts';
import { readStamped, type SeeingOptions, type StampedReading } from './stamped-file.ts';
import { readDescriptor } from './stream-bytes.ts';

/** Bytes of content that a format is found out by. */
const DETECTION_BYTES = 4096;

export interface InputOptions {
  /** Forces the format of every input. */
  readonly format?: string;
  /** The index directory that is built into: what lies in it is no input. */
  readonly output?: string;
  /** Pages that are no inputs, and that links lead to as well. */
  readonly otherPages?: Iterable<string>;
  /** Gives documents of files that need not be read. Asked only for formats of the house. */
  readonly reuse?: FileReuse;
}

/** An input as it was named, and its size on disk for progress. */
export interface CollectionInput {
  readonly path: string;
  readonly bytes: number;
}

export interface Collection {
  readonly inputs: readonly CollectionInput[];
  /** Bytes of all inputs as stored, for progress. */
  readonly totalBytes: number;
  /** Names of all files of the inputs that are one document each. */
  readonly pages: PageNames;
  /** Whether all documents were read, now or earlier, by one way of reading: not so where an index holds others besides. */
  readonly isOneReading: boolean;
  /**
   * The documents of all inputs, one input after the other, in an order that depends on names and content alone. See
   * `CollectionReader.read` for the batches. What is wrong with a file found in a folder is a problem of that file.
   *
   * @throws StillwebError when the rest of a file that was named itself cannot be read; INPUT_CHANGED, when a file is not
   *   what it was when the collection was opened
   */
  read(options: SeeingOptions): AsyncIterable<Iterable<CollectedDocument>>;
  /**
   * Looks once more whether all inputs are as they were when the collection was opened.
   * @throws StillwebError INPUT_CHANGED, INPUT_MISSING, STORAGE_FAILED
   */
  checkUnchanged(): void;
}

/**
 * Finds out what the inputs are; reads no more of them than their first bytes. A pipe stays open until it is read.
 *
 * @throws StillwebError INPUT_MISSING, INPUT_FORMAT_UNKNOWN, INPUT_CORRUPT, STORAGE_FAILED
 */
export async function openCollection(paths: readonly string[], options: InputOptions = {}): Promise<Collection> {
  const { output, otherPages = [], reuse } = options;
  const stamps = new InputStamps(output);
  const inputs: OpenedInput[] = [];
  for (const path of paths) inputs.push(await openInput(path, stamps, options));
  const prefixes = namePrefixes(inputs);
  const ownPages = PageNames.of(
    ...inputs.map((input, place) => input.pages.map((name) => `${prefixes[place].pages}${name}`)),
  );
  const pages = PageNames.of(otherPages, ownPages.all);
  const stamped = inputs.filter(({ opened }) => opened === undefined).map(stampedInput);
  return {
    inputs: inputs.map(({ path, bytes }) => ({ path, bytes })),
    totalBytes: inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    pages: ownPages,
    isOneReading: true,
    async *read(readOptions) {
      const follower = stamps.follow();
      let end = 0;
      for (const [place, { path, bytes, reader, opened }] of inputs.entries()) {
        const progress = { before: end };
        const prefix = prefixes[place];
        const reading = { follower, progress, reuse };
        if (reader === null) yield* readFolder({ path, output, pages, prefix }, reading, readOptions);
        else {
          const name = prefixed(prefix, nameOfInput(path), reader);
          yield* readStamped({ path, name, reader, isFound: false, opened, pages }, reading, readOptions);
        }
        end += bytes;
      }
      follower.finish();
    },
    checkUnchanged: () => stamps.compare(stamped),
  };
}

/** The name of a file that was named itself. */
function nameOfInput(path: string): string {
  return path === STANDARD_INPUT ? 'standard-input' : readFileName(path);
}

function prefixed({ pages, records }: NamePrefixes, name: string, reader: CollectionReader): string {
  return `${reader.isPage ? pages : records}${name}`;
}

interface OpenedInput extends CollectionInput, FileNames {
  /** Null for a folder. */
  readonly reader: CollectionReader | null;
  /** Of a stream. */
  readonly opened?: OpenedContent;
}

function stampedInput({ path, reader }: OpenedInput): { path: string; isFolder: boolean } {
  return { path, isFolder: reader === null };
}

async function openInput(path: string, stamps: InputStamps, { format }: InputOptions): Promise<OpenedInput> {
  const named = lookAtInput(path);
  const isFolder = named.kind === 'folder';
  if (format !== undefined && (format === FOLDER_FORMAT) !== isFolder) {
    if (format !== FOLDER_FORMAT) findReader(format);
    const way = format === pageCacheReader.name ? `; a page cache is known by the names of its files` : '';
    const message = isFolder
      ? `${path} is a folder, whose files tell their formats themselves: leave out --format ${format}${way}`
      : `${path} is a file and cannot be read as ${format}`;
    throw new StillwebError('INPUT_FORMAT_UNKNOWN', message, { file: path, format });
  }
  if (named.kind === 'stream') return await openStream(path, named, format);
  const names: { pages: string[]; records: string[] } = { pages: [], records: [] };
  const onFile = (name: string, isPage: boolean) => names[isPage ? 'pages' : 'records'].push(name);
  const bytes = stamps.add({ path, isFolder }, onFile);
  if (isFolder) return { path, isFolder, bytes, reader: null, ...names };
  const reader =
    format === undefined
      ? detectNamed(path, await readFirstBytes(readContent(path, undefined, { admitsArchives: true })))
      : findReader(format);
  onFile(nameOfInput(path), reader.isPage === true);
  return { path, isFolder, bytes, reader, ...names };
}

/** What was read to find out the format is not there to be read again: it goes before the rest. */
async function openStream(
  path: string,
  { descriptor }: NamedInput & { kind: 'stream' },
  format: string | undefined,
): Promise<OpenedInput> {
  const stored = { bytesRead: 0, documents: 0 };
  const content = expandContent(path, readDescriptor(path, descriptor, stored), stored, true);
  const first = await readFirstBytes(content, false);
  const reader = format === undefined ? detectNamed(path, first) : findReader(format);
  const name = nameOfInput(path);
  const names = { pages: [], records: [], [reader.isPage ? 'pages' : 'records']: [name] };
  const opened = { content: precede(first, content), stored };
  return { path, isFolder: false, bytes: 0, reader, opened, ...names };
}

async function* precede(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.length > 0) yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** @throws StillwebError INPUT_FORMAT_UNKNOWN */
function detectNamed(path: string, firstBytes: Buffer): CollectionReader {
  const head = firstBytes.subarray(0, DETECTION_BYTES);
  const reader = detectReader(readFileName(path), head);
  if (reader !== null) return reader;
  // An empty shard is an empty shard, whatever its name.
  if (head.length === 0) return jsonLinesReader;
  const facts = { file: path, supported: formatNames() };
  throw new StillwebError('INPUT_FORMAT_UNKNOWN', `${path} is in no format that is known`, facts);
}

/** @param isClosed whether the content is closed behind them */
async function readFirstBytes(content: AsyncGenerator<Buffer>, isClosed = true): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    while (bytes < DETECTION_BYTES) {
      const { done, value } = await content.next();
      if (done === true) break;
      chunks.push(value);
      bytes += value.length;
    }
  } catch (error) {
    // What is wrong further on is told by whoever reads the file, as a fault of a document perhaps.
    if (bytes === 0 || !isClosed) throw error;
  } finally {
    if (isClosed) await content.return(undefined);
  }
  return Buffer.concat(chunks);
}

interface FolderToRead {
  readonly path: string;
  readonly output: string | undefined;
  readonly pages: PageNames;
  readonly prefix: NamePrefixes;
}

async function* readFolder(
  { path: root, output, pages, prefix }: FolderToRead,
  reading: StampedReading,
  options: SeeingOptions,
): AsyncGenerator<Iterable<CollectedDocument>> {
  for (const entry of walkFolder(root, output)) {
    const { path } = entry;
    if (entry.ignored !== undefined) {
      options.onIgnored?.({ path, reason: entry.ignored });
    } else if (entry.fault !== undefined) {
      reading.follower.meet(path, entry.fault.code);
      reportFault(entry.fault, { file: path }, options.onProblem);
    } else if (entry.reader === null) {
      const stat = statFound(path);
      reading.follower.meet(path, stampOf(stat));
      reading.progress.before += stat?.size ?? 0;
    } else {
      const { reader, beside } = entry;
      const name = prefixed(prefix, entry.name, reader);
      const seen = pages.seenFrom(prefix.pages);
      const onOther = () => options.onIgnored?.({ path, reason: 'kind' });
      yield* readStamped({ path, name, reader, beside, isFound: true, pages: seen }, reading, { ...options, onOther });
    }
  }
}
