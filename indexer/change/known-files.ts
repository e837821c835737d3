import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { readPieces } from '../../src/store/file-pieces.ts';
import { closeSync, fstatSync } from '../../src/store/file-system.ts';
import { openRegular } from '../../src/store/regular-file.ts';
import { readStamp, settledMs, stampOf } from '../ingest/input-stamps.ts';
import type { FoundFile, SeenFile } from '../ingest/seen-file.ts';
import { type FileEntry, type FileRecord, isIntact } from '../sources/file-record.ts';

/** The files that a generation was read from, and which of them are still what they were. */
export class KnownFiles {
  readonly #record: FileRecord;
  readonly #isReadAlike: boolean;
  /** Place in `#paths`, by document; −1 for one of no known file. */
  readonly #owners: Int32Array;
  readonly #paths: string[] = [];

  /** @param reading hash of the settings that files are read with now @param documents of the generation */
  constructor(record: FileRecord, reading: string, documents: number) {
    this.#record = record;
    this.#isReadAlike = record.reading === reading;
    this.#owners = new Int32Array(documents).fill(-1);
    for (const { path, runs } of record.entries.values()) {
      for (const [first, count] of runs) this.#owners.fill(this.#paths.length, first, first + count);
      this.#paths.push(path);
    }
  }

  /** The path of the file that a document came from; null where that is not known. */
  ownerOf(document: number): string | null {
    return this.#paths[this.#owners[document]] ?? null;
  }

  /** A file that has given all its documents to the generation, and would give the same now; null for any other. */
  find({ path, name, had, look }: FoundFile): KnownFile | null {
    const entry = this.#record.entries.get(resolve(path));
    if (entry === undefined || !this.#isReadAlike || entry.name !== name || !isIntact(entry)) return null;
    if (entry.stamp !== '' && had(entry.stamp)) return { entry, stamp: entry.stamp };
    const stat = look();
    return stat !== null && hashFile(path, stat.size) === entry.sha256 ? { entry, stamp: stampOf(stat) } : null;
  }

  /** The files but those of some paths, as they were. */
  *except(paths: ReadonlySet<string>): Generator<SeenFile> {
    if (!this.#isReadAlike) return;
    for (const { path, name, stamp, sha256, documents, isOrdered } of this.#record.entries.values()) {
      if (!paths.has(path)) yield { path, name, stamp, sha256, settledMs: 0, kept: { documents, isOrdered } };
    }
  }
}

/** What was recorded of a file that is what it was, and the stamp that it has. */
export interface KnownFile {
  readonly entry: FileEntry;
  readonly stamp: string;
}

export function seenAgain({ path, name }: FoundFile, { entry, stamp }: KnownFile): SeenFile {
  const { sha256, documents, isOrdered } = entry;
  const kept = { documents, isOrdered };
  return { path, name, stamp, sha256, settledMs: settledMs(readStamp(stamp)), kept };
}

/** Null for a file of another size, or one that cannot be read: reading it will tell. */
function hashFile(path: string, size: number): string | null {
  let file: number;
  try {
    file = openRegular(path);
  } catch {
    return null;
  }
  try {
    if (fstatSync(file).size !== size) return null;
    const hash = createHash('sha256');
    // A byte more: it may have grown meanwhile.
    readPieces(file, (piece) => hash.update(piece), size + 1);
    return hash.digest('hex');
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}
