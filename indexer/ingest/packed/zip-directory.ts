import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { StillwebError } from '../../../src/errors.ts';
import { MAX_ARCHIVE_ENTRIES, MAX_ARCHIVE_NAME_BYTES } from '../../../src/limits.ts';
import type { FileRanges } from '../collection.ts';
import { tooLarge } from './archive-budget.ts';

const CHUNK_BYTES = 64 * 1024;
/** What the local header of an entry has before its name. */
const LOCAL_HEADER_BYTES = 30;

/** An entry, by the central directory. */
export interface ZipEntry {
  readonly entry: Entry;
  /** Backslashes, which old programs of Windows write, made `/`. */
  readonly name: string;
}

/** The entries of a ZIP in code-unit order of their names, and what reads them. */
export interface ZipDirectory {
  readonly zip: ZipFile;
  readonly entries: readonly ZipEntry[];
}

/**
 * Reads the central directory, which alone says what is in a ZIP.
 * @param path for messages
 * @throws StillwebError ARCHIVE_TOO_LARGE; INPUT_CORRUPT for entries that share bytes, as those of a bomb do; Error for what
 *   is no ZIP
 */
export async function openDirectory(ranges: FileRanges, path: string): Promise<ZipDirectory> {
  const zip = await yauzl.fromRandomAccessReaderPromise(new Reader(ranges), ranges.size, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: true,
  });
  const entries: ZipEntry[] = [];
  let nameBytes = 0;
  for await (const entry of zip.eachEntry()) {
    nameBytes += entry.fileNameLength;
    if (entries.length === MAX_ARCHIVE_ENTRIES) throw tooLarge(path, 'entries', MAX_ARCHIVE_ENTRIES);
    if (nameBytes > MAX_ARCHIVE_NAME_BYTES) throw tooLarge(path, 'bytes of names', MAX_ARCHIVE_NAME_BYTES);
    entries.push({ entry: forgetRest(entry), name: readName(entry) });
  }
  refuseOverlap(entries, ranges.size, path);
  // Of equal names the one that lies first in the file: sorting keeps their order in the directory, which is free.
  entries.sort((a, b) =>
    a.name < b.name
      ? -1
      : a.name > b.name
        ? 1
        : a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
  return { zip, entries };
}

/** Comments and extra fields take up to 128 KiB an entry, and nobody reads them again. */
function forgetRest(entry: Entry): Entry {
  const none = Buffer.alloc(0);
  return Object.assign(entry, {
    extraFields: [],
    extraFieldRaw: none,
    fileCommentRaw: none,
    fileComment: '',
    comment: '',
  });
}

/** UTF-8 where it is that, whatever the flag says, as macOS writes it; else as the standard says. */
function readName({ fileNameRaw, generalPurposeBitFlag, extraFields }: Entry): string {
  const name = isUtf8(fileNameRaw)
    ? fileNameRaw.toString()
    : yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true);
  return name.replaceAll('\\', '/');
}

function refuseOverlap(entries: readonly ZipEntry[], bytes: number, path: string): void {
  const placed = entries.map(({ entry }) => entry);
  placed.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const [place, entry] of placed.entries()) {
    const end = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    const next = placed[place + 1]?.relativeOffsetOfLocalHeader ?? bytes;
    if (end <= next) continue;
    const facts = { file: path, compression: 'zip', reason: 'entries overlap' };
    throw new StillwebError('INPUT_CORRUPT', `${path} cannot be read as zip: its entries share bytes`, facts);
  }
}

class Reader extends yauzl.RandomAccessReader {
  readonly #ranges: FileRanges;

  constructor(ranges: FileRanges) {
    super();
    this.#ranges = ranges;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#readRange(start, end), { objectMode: false, highWaterMark: CHUNK_BYTES });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      this.#read(position, length).copy(buffer, offset);
      callback(null);
    } catch (error) {
      callback(error as Error);
    }
  }

  *#readRange(start: number, end: number): Generator<Buffer> {
    for (let place = start; place < end; ) {
      const chunk = this.#read(place, Math.min(CHUNK_BYTES, end - place));
      place += chunk.length;
      yield chunk;
    }
  }

  /** The directory may say what is not so. */
  #read(start: number, bytes: number): Buffer {
    if (start + bytes > this.#ranges.size) throw new Error('it ends early');
    return this.#ranges.read(start, bytes);
  }
}
