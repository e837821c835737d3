import { join, resolve } from 'node:path';
import { tryToRemove } from '../../src/store/durable.ts';
import { statSync } from '../../src/store/file-system.ts';
import type { GraphChoice } from '../graph/graph-choice.ts';
import type { CollectedDocument, SourceLocation } from '../ingest/collection.ts';
import type { Collection } from '../ingest/open-collection.ts';
import type { SeenFile } from '../ingest/seen-file.ts';
import { type FileEntry, writeFileRecord } from './file-record.ts';
import { type InputRuns, runsOfInputs } from './input-runs.ts';
import { PageRecordWriter } from './page-record.ts';
import { FILE_RECORD, PAGE_RECORD } from './record-names.ts';

export interface RecordedBuild {
  /** Folder of the records while they are made. */
  readonly building: string;
  readonly graph: GraphChoice;
  /** Hash of the settings that files are read with. */
  readonly reading: string;
  /** Whether documents are taken in another order than they are read in. */
  readonly isReordered: boolean;
}

/** Writes down what the next change needs to know of the inputs, while they are read. */
export class InputRecorder {
  readonly #build: RecordedBuild;
  #pages: PageRecordWriter | null = null;
  #files = new Map<string, SeenFile>();
  /** First number and count of each run of documents, by the path of their file as the user named it. */
  #runs = new Map<string, [number, number][]>();
  #incomplete = new Set<string>();
  #startMs = 0;

  constructor(build: RecordedBuild) {
    this.#build = build;
  }

  /** Begins anew, also behind a reading that came to nothing. */
  begin(): void {
    this.abandon();
    const path = join(this.#build.building, PAGE_RECORD);
    this.#pages = new PageRecordWriter(path, this.#build.graph);
    this.#files = new Map();
    this.#runs = new Map();
    this.#incomplete = new Set();
    // By the clock of the file system, which is that of the inputs as a rule.
    this.#startMs = statSync(path).mtimeMs;
  }

  /** What reading is to tell. */
  get callbacks(): { readonly onFile: (file: SeenFile) => void } {
    return { onFile: (file) => this.#files.set(file.path, file) };
  }

  /** @param number of the document in the index */
  add(number: number, { written, location }: CollectedDocument): void {
    if (written !== undefined) this.#pages?.add(number, written);
    const runs = this.#runs.get(location.file);
    const last = runs?.[runs.length - 1];
    if (runs === undefined) this.#runs.set(location.file, [[number, 1]]);
    else if (last !== undefined && last[0] + last[1] === number) last[1]++;
    else runs.push([number, 1]);
  }

  /** A file of which something is left out is read each time: what is wrong with it may be elsewhere. */
  leaveOut({ file }: SourceLocation): void {
    this.#incomplete.add(file);
  }

  /** @param collection that was read to its end */
  finish({ pages }: Collection): void {
    const { building, reading } = this.#build;
    this.#pages?.finish(pages.all);
    this.#pages = null;
    writeFileRecord(join(building, FILE_RECORD), reading, this.#entries());
  }

  /**
   * Which documents came from which input.
   * @param former absolute paths of the inputs of the generation that was changed
   */
  runsOf(inputs: readonly string[], former: readonly string[]): InputRuns[] {
    return runsOfInputs(inputs, former, this.#runs);
  }

  *#entries(): Generator<FileEntry> {
    for (const [path, { name, stamp, sha256, settledMs, kept }] of this.#files) {
      if (this.#incomplete.has(path)) continue;
      const runs = this.#runs.get(path) ?? [];
      const documents = kept?.documents ?? runs.reduce((sum, [, count]) => sum + count, 0);
      const isOrdered = kept?.isOrdered ?? (!this.#build.isReordered || documents < 2);
      const isSettled = settledMs < this.#startMs;
      yield { path: resolve(path), name, stamp: isSettled ? stamp : '', sha256, documents, isOrdered, runs };
    }
  }

  /** Ends behind another fault. */
  abandon(): void {
    if (this.#pages === null) return;
    this.#pages.abandon();
    this.#pages = null;
    tryToRemove(join(this.#build.building, PAGE_RECORD));
  }
}
