import { StillwebError } from '../../src/errors.ts';
import type { CollectedDocument, CollectionReader, IgnoredEntry, ReadOptions } from './collection.ts';
import { readContent } from './decompression.ts';
import { statFound, statInput } from './file-bytes.ts';
import { readFileName } from './file-name.ts';
import { readFile } from './file-reading.ts';
import { walkFolder } from './folder-walk.ts';
import { PageNames } from './page-names.ts';
import { detectReader, FOLDER_FORMAT, findReader, formatNames } from './readers.ts';
import { reportFault } from './record-fault.ts';

/** Bytes of content that a format is found out by. */
const DETECTION_BYTES = 4096;

export interface InputOptions {
  /** Forces the format of every input. */
  readonly format?: string;
  /** The index directory that is built into: what lies in it is no input. */
  readonly output?: string;
}

/** An input as it was named, and its size on disk for progress. */
export interface CollectionInput {
  readonly path: string;
  readonly bytes: number;
}

export interface CollectionReadOptions extends ReadOptions {
  /** Called for each entry of a folder that is passed over, so that it can be counted. Hidden folders count once. */
  readonly onIgnored?: (entry: IgnoredEntry) => void;
}

export interface Collection {
  readonly inputs: readonly CollectionInput[];
  /** Bytes of all inputs as stored, for progress. */
  readonly totalBytes: number;
  /**
   * The documents of all inputs, one input after the other, in an order that depends on names and content alone. See
   * `CollectionReader.read` for the batches. What is wrong with a file found in a folder is a problem of that file.
   *
   * @throws StillwebError when the rest of a file that was named itself cannot be read
   */
  read(options: CollectionReadOptions): AsyncIterable<Iterable<CollectedDocument>>;
}

/**
 * Finds out what the inputs are; reads no more of them than their first bytes.
 *
 * @throws StillwebError INPUT_MISSING, INPUT_FORMAT_UNKNOWN, INPUT_CORRUPT, STORAGE_FAILED
 */
export async function openCollection(paths: readonly string[], options: InputOptions = {}): Promise<Collection> {
  const inputs: OpenedInput[] = [];
  const pages = new PageNames();
  for (const path of paths) inputs.push(await openInput(path, options, pages));
  return {
    inputs: inputs.map(({ path, bytes }) => ({ path, bytes })),
    totalBytes: inputs.reduce((sum, { bytes }) => sum + bytes, 0),
    async *read(readOptions) {
      let end = 0;
      for (const { path, bytes, reader } of inputs) {
        const progress = { before: end };
        if (reader === null) yield* readFolder(path, options.output, pages, progress, readOptions);
        else yield* readFile({ path, name: readFileName(path), reader, isFound: false, pages }, progress, readOptions);
        end += bytes;
      }
    },
  };
}

interface OpenedInput extends CollectionInput {
  /** Null for a folder. */
  readonly reader: CollectionReader | null;
}

async function openInput(path: string, { format, output }: InputOptions, pages: PageNames): Promise<OpenedInput> {
  const stat = statInput(path);
  const isFolder = stat.isDirectory();
  if (format !== undefined && (format === FOLDER_FORMAT) !== isFolder) {
    if (format !== FOLDER_FORMAT) findReader(format);
    const message = `${path} is ${isFolder ? 'a folder' : 'a file'} and cannot be read as ${format}`;
    throw new StillwebError('INPUT_FORMAT_UNKNOWN', message, { file: path, format });
  }
  if (isFolder) return { path, bytes: lookThrough(path, output, pages), reader: null };
  const reader =
    format === undefined ? detectReader(readFileName(path), await readFirstBytes(path)) : findReader(format);
  if (reader?.isPage) pages.add(readFileName(path));
  if (reader !== null) return { path, bytes: Number(stat.size), reader };
  const facts = { file: path, supported: formatNames() };
  throw new StillwebError('INPUT_FORMAT_UNKNOWN', `${path} is in no format that is known`, facts);
}

async function readFirstBytes(path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of readContent(path, { bytesRead: 0 })) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= DETECTION_BYTES) break;
    }
  } catch (error) {
    // What is wrong further on is told by whoever reads the file, as a fault of a document perhaps.
    if (bytes === 0) throw error;
  }
  return Buffer.concat(chunks).subarray(0, DETECTION_BYTES);
}

/** Learns the pages of a folder. @returns the bytes of its files */
function lookThrough(path: string, output: string | undefined, pages: PageNames): number {
  let bytes = 0;
  for (const entry of walkFolder(path, output)) {
    if (!('reader' in entry)) continue;
    bytes += Number(statFound(entry.path)?.size ?? 0);
    if (entry.reader.isPage) pages.add(entry.name);
  }
  return bytes;
}

async function* readFolder(
  root: string,
  output: string | undefined,
  pages: PageNames,
  progress: { before: number },
  options: CollectionReadOptions,
): AsyncGenerator<Iterable<CollectedDocument>> {
  for (const entry of walkFolder(root, output)) {
    const { path } = entry;
    if (entry.ignored !== undefined) {
      options.onIgnored?.({ path, reason: entry.ignored });
    } else if (entry.fault !== undefined) {
      reportFault(entry.fault, { file: path }, options.onProblem);
    } else {
      yield* readFile({ ...entry, isFound: true, pages }, progress, options);
    }
  }
}
