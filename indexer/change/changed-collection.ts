import { join, resolve } from 'node:path';
import { DOCUMENTS_FILE } from '../../src/format/file-names.ts';
import type { CollectedDocument } from '../ingest/collection.ts';
import { type Collection, openCollection } from '../ingest/open-collection.ts';
import { PageNames } from '../ingest/page-names.ts';
import type { FoundFile, ReusedFile, SeenFile } from '../ingest/seen-file.ts';
import type { SeeingOptions } from '../ingest/stamped-file.ts';
import { CHANGES_FILE } from '../sources/record-names.ts';
import type { CollectionChange } from './collection-change.ts';
import type { FormerIndex } from './former-index.ts';
import { asFormer, KeptDocuments, withLinks } from './kept-documents.ts';
import { type KnownFiles, seenAgain } from './known-files.ts';
import { UpdateSpool } from './update-spool.ts';

/** What documents of the former generation are counted as: nobody knows any more which format they were read as. */
const KEPT = 'kept';
/** Documents that are given on together. */
const BATCH_DOCUMENTS = 256;

export interface ChangedInputs {
  readonly inputs: readonly string[];
  readonly format?: string;
  /** The index directory. */
  readonly output: string;
  /** Folder for a file of updates. */
  readonly building: string;
}

/**
 * The collection of the next generation: the documents of the former one in their order, without those that are removed, and behind
 * them those of the inputs. An update stands in the place of the document that it replaces.
 *
 * @throws StillwebError what `openCollection` throws
 */
export async function openChanged(
  former: FormerIndex,
  files: KnownFiles,
  change: CollectionChange,
  { inputs, format, output, building }: ChangedInputs,
): Promise<Collection> {
  const removed = new Set(change.removed);
  const keptPages = former.pages.names.filter((name) => !removed.has(name));
  const isUpdate = change.kind === 'update';
  let onFile: (file: SeenFile) => void = () => {};
  // What an update would read again is in the index as it is.
  const reuse = (file: FoundFile): ReusedFile | null => {
    const known = isUpdate ? files.find(file) : null;
    if (known === null) return null;
    onFile(seenAgain(file, known));
    return { stamp: known.stamp, documents: [] };
  };
  const added = await openCollection(inputs, { format, output, otherPages: keptPages, reuse });
  const formerBytes = former.manifest.files.find(({ name }) => name === DOCUMENTS_FILE)?.bytes ?? 0;
  const bytesAt = (number: number): number => Math.floor((formerBytes * number) / former.count);
  const stays = (number: number): boolean => !removed.has(former.id(number));
  const isInIndex = (id: string): boolean => !removed.has(id) && former.find(id) >= 0;
  let pages = PageNames.of(keptPages, added.pages.all);

  async function* readAdded(options: SeeingOptions): AsyncGenerator<Iterable<CollectedDocument>> {
    const kept = new KeptDocuments(former, files, pages);
    const seen = new SeenPaths(options);
    tellAliases(former, stays, options);
    options.onFormat?.(KEPT);
    yield* batchesOf({ count: former.count, stays, take: (number) => kept.take(number, bytesAt(number)) });
    for await (const batch of added.read(seen.options)) yield behind(batch, formerBytes, isInIndex);
    for (const file of files.except(seen.all)) options.onFile?.(file);
  }

  async function* readUpdated(options: SeeingOptions): AsyncGenerator<Iterable<CollectedDocument>> {
    const spool = new UpdateSpool(join(building, CHANGES_FILE));
    const seen = new SeenPaths(options);
    onFile = (file) => seen.keep(file);
    try {
      const { replacing, others } = await spoolUpdates(added, seen.options, former, removed, spool);
      for (const file of files.except(seen.all)) options.onFile?.(file);
      // A record that replaces a page is none, and no link means it by a name of pages.
      const left = keptPages.filter((name) => !replacing.has(former.find(name)));
      pages = PageNames.of(left, added.pages.all);
      const isLess = pages.count < PageNames.of(keptPages, added.pages.all).count;
      const spooled = (place: number): CollectedDocument => {
        const collected = spool.take(place);
        const { document, written } = collected;
        const isResolved = !isLess || written === undefined;
        return isResolved ? collected : { ...collected, document: withLinks(document, written, pages) };
      };
      const kept = new KeptDocuments(former, files, pages);
      tellAliases(former, stays, options);
      options.onFormat?.(KEPT);
      const take = (number: number): CollectedDocument => {
        const place = replacing.get(number);
        if (place === undefined) return kept.take(number, bytesAt(number), seen.reread);
        return asFormer(spooled(place), former);
      };
      yield* batchesOf({ count: former.count, stays, take });
      yield* batchesOf({ count: others.length, stays: () => true, take: (number) => spooled(others[number]) });
    } finally {
      spool.close();
    }
  }

  return {
    ...added,
    totalBytes: formerBytes + added.totalBytes,
    isOneReading: false,
    get pages() {
      return pages;
    },
    read: isUpdate ? readUpdated : readAdded,
  };
}

/** The second addresses of documents that stay: those of the former generation come before others. */
function tellAliases(former: FormerIndex, stays: (number: number) => boolean, { onAlias }: SeeingOptions): void {
  for (const { key, document } of former.aliases()) {
    const url = stays(document) ? former.read(document).url : undefined;
    if (url !== undefined) onAlias?.({ alias: `https://${key}`, url });
  }
}

/** The files that a reading has seen, by their absolute paths. */
class SeenPaths {
  readonly all = new Set<string>();
  /** Those that were read. */
  readonly reread = new Set<string>();
  readonly options: SeeingOptions;
  readonly #tell: (file: SeenFile) => void;

  constructor(options: SeeingOptions) {
    this.#tell = (file) => options.onFile?.(file);
    const onFile = (file: SeenFile): void => {
      this.reread.add(resolve(file.path));
      this.keep(file);
    };
    this.options = { ...options, onFile };
  }

  /** Takes note of a file that was not read. */
  keep(file: SeenFile): void {
    const path = resolve(file.path);
    this.all.add(path);
    // Its documents name it by this path.
    this.#tell(file.kept === undefined ? file : { ...file, path });
  }
}

interface Documents {
  readonly count: number;
  stays(number: number): boolean;
  take(number: number): CollectedDocument;
}

function* batchesOf(documents: Documents): Generator<Iterable<CollectedDocument>> {
  for (let from = 0; from < documents.count; from += BATCH_DOCUMENTS) yield walk(documents, from);
}

function* walk({ count, stays, take }: Documents, from: number): Generator<CollectedDocument> {
  const end = Math.min(from + BATCH_DOCUMENTS, count);
  for (let number = from; number < end; number++) if (stays(number)) yield take(number);
}

/** Their progress counts behind that of the former documents. */
function* behind(
  batch: Iterable<CollectedDocument>,
  bytes: number,
  isInIndex: (id: string) => boolean,
): Generator<CollectedDocument> {
  for (const collected of batch) {
    const isRepeated = isInIndex(collected.document.id);
    yield { ...collected, bytesRead: bytes + collected.bytesRead, ...(isRepeated && { isInIndex: true }) };
  }
}

interface Updates {
  /** Place in the spool, by the number of the former document. */
  readonly replacing: ReadonlyMap<number, number>;
  /** Places of all others: new ones, and second ones of an id, which whoever takes them refuses. */
  readonly others: readonly number[];
}

async function spoolUpdates(
  inputs: Collection,
  options: SeeingOptions,
  former: FormerIndex,
  removed: ReadonlySet<string>,
  spool: UpdateSpool,
): Promise<Updates> {
  const replacing = new Map<number, number>();
  const others: number[] = [];
  let place = 0;
  for await (const batch of inputs.read(options)) {
    for (const collected of batch) {
      const { id } = collected.document;
      const number = removed.has(id) ? -1 : former.find(id);
      if (number < 0 || replacing.has(number)) others.push(place);
      else replacing.set(number, place);
      spool.add(collected);
      place++;
    }
  }
  spool.finish();
  return { replacing, others };
}
