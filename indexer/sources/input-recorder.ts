import { join } from 'node:path';
import { syncFolder } from '../../src/store/durable.ts';
import { lstatSync, mkdirSync, readdirSync, renameSync } from '../../src/store/file-system.ts';
import { generationFolder, sourcesFolder } from '../../src/store/layout.ts';
import { removeOwnFiles } from '../../src/store/own-files.ts';
import type { GraphChoice } from '../graph/graph-choice.ts';
import type { CollectedDocument } from '../ingest/collection.ts';
import type { Collection } from '../ingest/open-collection.ts';
import { PageRecordWriter } from './page-record.ts';
import { PAGE_RECORD, pageRecordFile, RECORD_FILE_PATTERN } from './record-names.ts';

/** Writes down what the next change needs to know of the inputs, while they are read. */
export class InputRecorder {
  readonly #building: string;
  readonly #graph: GraphChoice;
  #pages: PageRecordWriter | null = null;

  constructor(building: string, graph: GraphChoice) {
    this.#building = building;
    this.#graph = graph;
  }

  /** Begins anew, also behind a reading that came to nothing. */
  begin(): void {
    this.abandon();
    this.#pages = new PageRecordWriter(join(this.#building, PAGE_RECORD), this.#graph);
  }

  /** @param number of the document in the index */
  add(number: number, { written }: CollectedDocument): void {
    if (written !== undefined) this.#pages?.add(number, written);
  }

  /** @param collection that was read to its end */
  finish({ pages }: Collection): void {
    this.#pages?.finish(pages.all);
    this.#pages = null;
  }

  /** Ends behind another fault. */
  abandon(): void {
    this.#pages?.abandon();
    this.#pages = null;
  }
}

/** Puts the records of a build beside its generation, and removes those of generations that are gone. */
export function placeRecords(directory: string, building: string, generation: string): void {
  const folder = sourcesFolder(directory);
  mkdirSync(folder, { recursive: true });
  renameSync(join(building, PAGE_RECORD), pageRecordFile(directory, generation));
  syncFolder(folder);
  removeStrayRecords(directory);
}

/** Removes the records of generations that are gone. */
export function removeStrayRecords(directory: string): void {
  const isThere = (generation: string): boolean =>
    lstatSync(generationFolder(directory, generation), { throwIfNoEntry: false }) !== undefined;
  const isStray = (name: string): boolean => {
    const [, generation] = RECORD_FILE_PATTERN.exec(name) ?? [];
    return generation !== undefined && !isThere(generation);
  };
  const folder = sourcesFolder(directory);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
  if (readdirSync(folder).some(isStray)) removeOwnFiles(folder, isStray);
}
