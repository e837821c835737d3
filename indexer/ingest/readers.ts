import { StillwebError } from '../../src/errors.ts';
import { lstatSync, type Stats, statSync } from '../../src/store/file-system.ts';
import type { CollectedDocument, CollectionReader, CollectionSource, ReadOptions } from './collection.ts';
import { readContent } from './decompression.ts';
import { inputFault } from './file-bytes.ts';
import { folderReader, walkFolder } from './folder-reader.ts';
import { jsonLinesReader } from './json-lines-reader.ts';
import { findPageKind, PAGE_KINDS } from './page.ts';
import { makePageReader } from './page-reader.ts';

/** Every format that can be read, one reader each. A new format is a file of its own and a line here. */
const READERS: readonly CollectionReader[] = [jsonLinesReader, folderReader, ...PAGE_KINDS.map(makePageReader)];

/** Names for `--format`. */
export const FORMAT_NAMES: readonly string[] = READERS.map(({ format }) => format);

export interface Collection {
  readonly sources: readonly CollectionSource[];
  /** Bytes of all sources as stored, for progress. */
  readonly totalBytes: number;
  /** The documents of all sources, one source after the other. `bytesRead` counts over all of them. */
  read(options: ReadOptions): AsyncIterable<CollectedDocument>;
  /** The same, many at a time; see `CollectionReader.readBatches`. */
  readBatches(options: ReadOptions): AsyncIterable<Iterable<CollectedDocument>>;
}

/**
 * Finds out what the inputs are; reads no more of them than their first bytes.
 *
 * @param options.format forces the format of every input
 * @throws StillwebError INPUT_MISSING, INPUT_FORMAT_UNKNOWN, INPUT_CORRUPT, STORAGE_FAILED
 */
export async function openCollection(
  paths: readonly string[],
  options: { readonly format?: string } = {},
): Promise<Collection> {
  const opened: { source: CollectionSource; reader: CollectionReader }[] = [];
  for (const path of paths) {
    const stat = statInput(path);
    const reader = options.format === undefined ? await detectReader(path, stat) : findReader(options.format);
    if ((reader === folderReader) !== stat.isDirectory()) {
      const message = `${path} is ${stat.isDirectory() ? 'a folder' : 'a file'} and cannot be read as ${reader.format}`;
      throw new StillwebError('INPUT_FORMAT_UNKNOWN', message, { file: path, format: reader.format });
    }
    opened.push({ source: { path, bytes: stat.isDirectory() ? folderBytes(path) : stat.size }, reader });
  }
  async function* readBatches(readOptions: ReadOptions): AsyncGenerator<Iterable<CollectedDocument>> {
    let before = 0;
    for (const { source, reader } of opened) {
      const batches = reader.readBatches?.(source, readOptions) ?? singly(reader.read(source, readOptions));
      for await (const batch of batches) yield before === 0 ? batch : countFrom(before, batch);
      before += source.bytes;
    }
  }
  return {
    sources: opened.map(({ source }) => source),
    totalBytes: opened.reduce((sum, { source }) => sum + source.bytes, 0),
    readBatches,
    async *read(readOptions) {
      for await (const batch of readBatches(readOptions)) yield* batch;
    },
  };
}

async function* singly(documents: AsyncIterable<CollectedDocument>): AsyncGenerator<Iterable<CollectedDocument>> {
  for await (const document of documents) yield [document];
}

function* countFrom(before: number, batch: Iterable<CollectedDocument>): Generator<CollectedDocument> {
  for (const collected of batch) yield { ...collected, bytesRead: before + collected.bytesRead };
}

function statInput(path: string): Stats {
  let stat: Stats;
  try {
    stat = statSync(path);
  } catch (cause) {
    throw inputFault(path, cause);
  }
  if (stat.isFile() || stat.isDirectory()) return stat;
  throw new StillwebError('INPUT_MISSING', `${path} is neither a file nor a folder`, { file: path });
}

function findReader(format: string): CollectionReader {
  const reader = READERS.find((each) => each.format === format);
  if (reader !== undefined) return reader;
  const facts = { format, supported: FORMAT_NAMES };
  throw new StillwebError('INPUT_FORMAT_UNKNOWN', `there is no format ${JSON.stringify(format)}`, facts);
}

async function detectReader(path: string, stat: Stats): Promise<CollectionReader> {
  if (stat.isDirectory()) return folderReader;
  if ((await firstCharacter(path)) === '{') return jsonLinesReader;
  const kind = findPageKind(path.replace(/\.(gz|bz2|zst)$/i, ''));
  if (kind !== null) return findReader(kind.format);
  const facts = { file: path, supported: FORMAT_NAMES };
  throw new StillwebError('INPUT_FORMAT_UNKNOWN', `${path} is in no format that is known`, facts);
}

/** The first character of a file that is no white space or byte order mark, after decompression; empty when none comes soon. */
async function firstCharacter(path: string): Promise<string> {
  for await (const chunk of readContent(path, { bytesRead: 0 })) {
    const text = chunk.toString('latin1', 0, 4096).replace(/^\xef\xbb\xbf/, '');
    return text.trimStart().charAt(0);
  }
  return '';
}

function folderBytes(path: string): number {
  let bytes = 0;
  for (const entry of walkFolder(path)) if ('kind' in entry) bytes += lstatSync(entry.path).size;
  return bytes;
}
