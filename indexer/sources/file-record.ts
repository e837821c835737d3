import { StillwebError } from '../../src/errors.ts';
import { isRun } from './input-runs.ts';
import { RecordReader, RecordWriter } from './record-file.ts';

/**
 * Which files the documents of a generation were read from, so that a file that has not changed need not be read again. It is of
 * the machine that built the index: it holds paths and times. The lines of the record:
 *
 *   {"version": 1, "reading": "…"}     hash of the settings that files were read with
 *   ["/home/…/a.md", "a.md", stamp, sha256, 1, true, [[0, 1]]]
 *
 * for each file its path; its name in the collection; what tells it from itself after a change; the hash of its bytes; how many documents
 * it gave; whether their numbers ascend in the order of the file; and the numbers of those that are still the file's own, as first and
 * count of each run.
 */

export const FILE_RECORD_VERSION = 1;

/** A file that was read to its end, and of which nothing was left out. */
export interface ReadFileEntry {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** As `stampOf`; empty where the file had changed so shortly before that a change more might not show. */
  readonly stamp: string;
  readonly sha256: string;
}

/** The same, and its documents. */
export interface FileEntry extends ReadFileEntry {
  /** Documents that it gave when it was read. */
  readonly documents: number;
  /** Whether their numbers are in the order of the file. */
  readonly isOrdered: boolean;
  /** First number and count of each run of its documents, ascending. */
  readonly runs: readonly (readonly [number, number])[];
}

export function writeFileRecord(path: string, reading: string, entries: Iterable<FileEntry>): void {
  const record = new RecordWriter(path);
  try {
    record.add({ version: FILE_RECORD_VERSION, reading });
    for (const { path: file, name, stamp, sha256, documents, isOrdered, runs } of entries) {
      record.add([file, name, stamp, sha256, documents, isOrdered, runs]);
    }
  } catch (error) {
    record.abandon();
    throw error;
  }
  record.finish();
}

/** The files of a generation. */
export class FileRecord {
  readonly reading: string;
  readonly entries: ReadonlyMap<string, FileEntry>;

  private constructor(reading: string, entries: ReadonlyMap<string, FileEntry>) {
    this.reading = reading;
    this.entries = entries;
  }

  /**
   * @param name for messages
   * @param documents of the generation
   * @returns none of any file where there is no record, or one of another version: then every file is read
   * @throws StillwebError INDEX_CORRUPT
   */
  static read(path: string, name: string, documents: number): FileRecord {
    const entries = new Map<string, FileEntry>();
    let head: { readonly version?: unknown; readonly reading?: unknown } | null = null;
    try {
      new RecordReader(path, name, (value) => {
        if (head === null) head = value as typeof head;
        else if (head.version === FILE_RECORD_VERSION) {
          const entry = entryOf(value, documents);
          if (entry === null) throw new StillwebError('INDEX_CORRUPT', `${name} is no record of files`, { file: name });
          entries.set(entry.path, entry);
        }
      }).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    return new FileRecord(String((head as { reading?: unknown } | null)?.reading ?? ''), entries);
  }
}

function entryOf(value: unknown, documents: number): FileEntry | null {
  if (!Array.isArray(value)) return null;
  const [path, name, stamp, sha256, count, isOrdered, runs] = value as unknown[];
  const isRight =
    [path, name, stamp, sha256].every((each) => typeof each === 'string') &&
    Number.isInteger(count) &&
    typeof isOrdered === 'boolean' &&
    Array.isArray(runs) &&
    runs.every((run) => isRun(run, documents));
  return isRight ? ({ path, name, stamp, sha256, documents: count, isOrdered, runs } as FileEntry) : null;
}

/** Whether the index still holds all documents of a file as it gave them. */
export function isIntact({ documents, runs }: FileEntry): boolean {
  return runs.reduce((sum, [, count]) => sum + count, 0) === documents;
}
