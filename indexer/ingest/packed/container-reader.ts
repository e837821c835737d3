import { walkBatch } from '../batch-walk.ts';
import type {
  CollectedDocument,
  CollectionFile,
  CollectionReader,
  Packing,
  Problem,
  ReadOptions,
} from '../collection.ts';
import { expandContent } from '../decompression.ts';
import type { Expansion } from '../file-bytes.ts';
import { irregularFault } from '../input-fault.ts';
import { PageNames } from '../page-names.ts';
import { reportFault } from '../record-fault.ts';
import { ArchiveBudget, checkArchiveDepth } from './archive-budget.ts';
import type { CollectionContainer, PackedEntry } from './container.ts';
import { findNameFault, isHiddenName, KnownNames, partsOfName } from './entry-name.ts';

/** How the files in an archive are read: what knows the formats. */
export interface Formats {
  findReaderByName(name: string): CollectionReader | null;
  /** The documents of a batch that a collection can hold. */
  soundOf(
    reader: CollectionReader,
    batch: Iterable<CollectedDocument>,
    onProblem: ReadOptions['onProblem'],
  ): Iterable<CollectedDocument>;
}

/**
 * Makes a reader of a format of archives. What is packed is read as the files of a folder are, by the same rules; the name of
 * each is that of the archive, `/`, and its path. Archives in archives are read too, to a depth. What is wrong with one entry
 * is a problem of that entry.
 */
export function makeContainerReader(container: CollectionContainer, formats: Formats): CollectionReader {
  const { name, endings } = container;
  return {
    name,
    endings,
    holdsFiles: true,
    detect: (_name, firstBytes) => container.detect(firstBytes),
    read: (file, options) => new ArchiveReading(container, formats, file, options).read(),
  };
}

class ArchiveReading {
  readonly #container: CollectionContainer;
  readonly #formats: Formats;
  readonly #file: CollectionFile;
  readonly #options: ReadOptions;
  readonly #names = new KnownNames();
  readonly #pages = new PageNames();
  /** Of the outermost archive: what it is measured by. */
  readonly #progress: Expansion;
  readonly #budget: Packing['budget'];
  readonly #depth: number;
  #isStopping = false;
  /** Thrown where the outermost archive has grown beyond measure: no entry is read behind it. */
  #spent: unknown;

  constructor(container: CollectionContainer, formats: Formats, file: CollectionFile, options: ReadOptions) {
    this.#container = container;
    this.#formats = formats;
    this.#file = file;
    this.#options = { ...options, onProblem: (problem) => this.#tell(problem, options) };
    const start = file.bytesRead;
    this.#progress = {
      documents: 0,
      get bytesRead() {
        return file.bytesRead - start;
      },
    };
    this.#depth = (file.packed?.depth ?? 0) + 1;
    this.#budget = file.packed?.budget ?? new ArchiveBudget(file.path, this.#progress);
  }

  async *read(): AsyncGenerator<Iterable<CollectedDocument>> {
    const learn = (name: string) => {
      this.#names.add(name);
      const id = partsOfName(name).join('/');
      if (this.#formats.findReaderByName(id)?.isPage) this.#pages.add(`${this.#file.name}/${id}`);
    };
    for await (const entry of this.#container.entries(this.#file, learn)) {
      this.#budget.countEntry();
      const reader = this.#choose(entry);
      if (reader === null) continue;
      for await (const batch of this.#readEntry(entry, reader)) yield this.#count(batch);
      if (this.#spent !== undefined) throw this.#spent;
    }
  }

  *#count(batch: Iterable<CollectedDocument>): Generator<CollectedDocument> {
    for (const collected of batch) {
      this.#progress.documents += 1;
      yield collected;
    }
  }

  #tell(problem: Problem, { onProblem }: ReadOptions): void {
    this.#isStopping = true;
    onProblem(problem);
    this.#isStopping = false;
  }

  #pathOf(entry: PackedEntry): string {
    return `${this.#file.path}/${partsOfName(entry.name).join('/')}`;
  }

  /** The reader of an entry; null where it was passed over or reported. */
  #choose(entry: PackedEntry): CollectionReader | null {
    const { kind, name } = entry;
    if (kind === 'folder') return null;
    const parts = partsOfName(name);
    const path = this.#pathOf(entry);
    const reader = this.#formats.findReaderByName(parts[parts.length - 1] ?? '');
    const ignore = (reason: 'hidden' | 'topics' | 'kind' | 'link' | 'special') => {
      this.#options.onIgnored?.({ path, reason });
      return null;
    };
    if (isHiddenName(parts)) return ignore('hidden');
    if (this.#names.isEvaluation(parts)) return ignore('topics');
    if (reader === null) return ignore(kind === 'file' ? 'kind' : kind);
    const what = kind === 'link' ? 'is a link' : 'is no regular file';
    const fault =
      findNameFault(name, path, entry.isUnreadableName ?? false) ??
      (kind === 'file' ? null : irregularFault(path, what));
    if (fault === null) return reader;
    reportFault(fault, { file: path }, this.#options.onProblem);
    return null;
  }

  async *#readEntry(entry: PackedEntry, reader: CollectionReader): AsyncGenerator<Iterable<CollectedDocument>> {
    const path = this.#pathOf(entry);
    const outer = this.#file;
    const packed: Expansion = { bytesRead: 0, documents: 0 };
    const unpacked = new Unpacked(packed);
    const content = expandContent(path, this.#measure(entry.content(packed), unpacked), unpacked, reader.holdsFiles);
    const file: CollectionFile = {
      path,
      name: `${outer.name}/${partsOfName(entry.name).join('/')}`,
      content: this.#admit(content),
      pages: this.#pages,
      packed: { depth: this.#depth, budget: this.#budget },
      get bytesRead() {
        return outer.bytesRead;
      },
    };
    const meet = (error: unknown): void => {
      if (this.#isStopping || error === this.#spent) throw error;
      reportFault(error, { file: path }, this.#options.onProblem);
    };
    const { onProblem } = this.#options;
    try {
      if (reader.holdsFiles) checkArchiveDepth(path, this.#depth + 1);
      this.#options.onFormat?.(reader.name);
      // As in a folder: nobody looked at each file of an archive.
      const onOther = () => this.#options.onIgnored?.({ path, reason: 'kind' });
      for await (const batch of reader.read(file, { ...this.#options, onOther })) {
        yield walkBatch(this.#formats.soundOf(reader, batch, onProblem), packed, meet);
      }
    } catch (error) {
      meet(error);
    } finally {
      await content.return(undefined);
    }
  }

  async *#admit(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      try {
        this.#budget.admit(chunk.length);
      } catch (error) {
        this.#spent = error;
        throw error;
      }
      yield chunk;
    }
  }

  async *#measure(content: AsyncGenerator<Buffer>, unpacked: Unpacked): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      unpacked.bytesRead += chunk.length;
      yield chunk;
    }
  }
}

/** The bytes of an entry behind its unpacking, as what a compression in it is measured by. */
class Unpacked implements Expansion {
  bytesRead = 0;
  readonly #packed: Expansion;

  constructor(packed: Expansion) {
    this.#packed = packed;
  }

  get documents(): number {
    return this.#packed.documents;
  }
}
