import { StillwebError } from '../../src/errors.ts';
import { Registry } from '../../src/registry.ts';
import { arrowReader } from './arrow-reader.ts';
import { ciffReader } from './ciff-reader.ts';
import { cirrusReader } from './cirrus-reader.ts';
import type { CollectedDocument, CollectionReader, ReadOptions } from './collection.ts';
import { csvReader, tsvReader } from './delimited-reader.ts';
import { readEnding, readFileName, withoutCompression } from './file-name.ts';
import { jsonLinesReader } from './json-lines-reader.ts';
import { jsonReader } from './json-reader.ts';
import { makeContainerReader } from './packed/container-reader.ts';
import { pageCacheReader } from './page-cache-reader.ts';
import { docxReader, htmlReader, markdownReader, pdfReader, rstReader, textReader } from './page-formats.ts';
import { parquetReader } from './parquet-reader.ts';
import { soundRegistered } from './registered-document.ts';
import { tarContainer } from './tar.ts';
import { trecReader } from './trec-reader.ts';
import { warcReader } from './warc.ts';
import { watReader } from './wat-reader.ts';
import { wikipediaReader } from './wikipedia-reader.ts';
import { zipContainer } from './zip.ts';

/** Which formats there are, and which of them a file is in. */

/** The name of an input that is no file, for `--format`. No reader has it. */
export const FOLDER_FORMAT = 'folder';

const READERS = new Registry<CollectionReader>('format');
const READERS_BY_ENDING = new Map<string, CollectionReader>();

// Every format of the house. A new one is a file of its own and a name here.
const CONTAINERS = [zipContainer, tarContainer].map((container) =>
  makeContainerReader(container, { findReaderByName, soundOf }),
);
const HOUSE: readonly CollectionReader[] = [
  jsonLinesReader,
  jsonReader,
  csvReader,
  tsvReader,
  parquetReader,
  arrowReader,
  ciffReader,
  trecReader,
  markdownReader,
  htmlReader,
  rstReader,
  textReader,
  pdfReader,
  docxReader,
  warcReader,
  watReader,
  wikipediaReader,
  cirrusReader,
  pageCacheReader,
  ...CONTAINERS,
];
for (const reader of HOUSE) registerReader(reader);

/** Whether a reader is one of ours, and none of a module. */
export function isOfTheHouse(reader: CollectionReader): boolean {
  return HOUSE.includes(reader);
}

/** The documents of a batch that a collection can hold: readers of a module are looked after, those of the house are not. */
export function soundOf(
  reader: CollectionReader,
  batch: Iterable<CollectedDocument>,
  onProblem: ReadOptions['onProblem'],
): Iterable<CollectedDocument> {
  return isOfTheHouse(reader) ? batch : soundRegistered(batch, onProblem);
}

/**
 * Makes a format known in this thread. Inputs are read in the thread that builds, and in no other.
 * @throws TypeError when its name or one of its endings is another format's already
 */
export function registerReader(reader: CollectionReader): void {
  if (reader.name === FOLDER_FORMAT) throw new TypeError(`${FOLDER_FORMAT} is no format of files`);
  for (const ending of reader.endings) {
    const known = READERS_BY_ENDING.get(ending);
    if (known !== undefined && known !== reader) throw new TypeError(`${ending} is an ending of ${known.name} already`);
  }
  READERS.add(reader);
  for (const ending of reader.endings) READERS_BY_ENDING.set(ending, reader);
}

/** Names for `--format`. */
export function formatNames(): string[] {
  return [FOLDER_FORMAT, ...READERS.names];
}

/** @throws StillwebError INPUT_FORMAT_UNKNOWN */
export function findReader(format: string): CollectionReader {
  const reader = READERS.find(format);
  if (reader !== undefined) return reader;
  const facts = { format, supported: formatNames() };
  throw new StillwebError('INPUT_FORMAT_UNKNOWN', `there is no format ${JSON.stringify(format)}`, facts);
}

/** The format of a file by what a name tells, or else by its ending, that of a compression not counted, and ASCII case neither. */
export function findReaderByName(name: string): CollectionReader | null {
  const plain = withoutCompression(name);
  const claiming = READERS.all.find((reader) => reader.claims?.(readFileName(plain)));
  return claiming ?? READERS_BY_ENDING.get(readEnding(plain)) ?? null;
}

/**
 * The format of a file by its name, or else by its first bytes. The formats registered last are asked first: those of
 * the house are content with less.
 *
 * @param firstBytes of its content, decompressed
 */
export function detectReader(name: string, firstBytes: Uint8Array): CollectionReader | null {
  const named = findReaderByName(name);
  return named ?? READERS.all.reverse().find((reader) => reader.detect?.(name, firstBytes)) ?? null;
}
