import type { CollectedDocument, CollectionReader, Problem, ReadOptions } from './collection.ts';
import { readContent } from './decompression.ts';
import type { ByteOptions, Expansion } from './file-bytes.ts';
import type { PageNames } from './page-names.ts';
import { isOfTheHouse } from './readers.ts';
import { reportFault } from './record-fault.ts';
import { checkRegistered } from './registered-document.ts';

export interface FileToRead {
  readonly path: string;
  /** As in `CollectionFile`. */
  readonly name: string;
  readonly reader: CollectionReader;
  /**
   * Whether it was found in a folder and not named itself. Then it must not turn into a link while it is read, and what
   * makes its rest unreadable is a problem of this file alone.
   */
  readonly isFound: boolean;
  /** As in `CollectionFile`. */
  readonly pages?: PageNames;
  /** Its content, where it is open already; else it is opened. */
  readonly opened?: OpenedContent;
}

/** A content that can be had once. */
export interface OpenedContent {
  readonly content: AsyncGenerator<Buffer>;
  readonly stored: Expansion;
}

/**
 * The documents of one file, in the batches of its reader.
 * @param progress `before`: bytes of all input before this file; grows by what is read of it
 * @throws StillwebError what `onProblem` throws, and faults of a file that was named itself
 */
export async function* readFile(
  { path, name, reader, isFound, opened, pages }: FileToRead,
  progress: { before: number },
  options: ReadOptions & Pick<ByteOptions, 'onOpen' | 'onBytes'>,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const stored = opened?.stored ?? { bytesRead: 0, documents: 0 };
  const content =
    opened?.content ??
    readContent(path, stored, { refuseLinks: isFound, onOpen: options.onOpen, onBytes: options.onBytes });
  let isStopping = false;
  const onProblem = (problem: Problem) => {
    isStopping = true;
    options.onProblem(problem);
    isStopping = false;
  };
  const file = {
    path,
    name,
    content,
    pages,
    get bytesRead() {
      return progress.before + stored.bytesRead;
    },
  };
  const meet = (error: unknown): void => {
    if (!isFound || isStopping) throw error;
    reportFault(error, { file: path }, options.onProblem);
  };
  try {
    for await (const batch of reader.read(file, { ...options, onProblem })) {
      yield walkBatch(isOfTheHouse(reader) ? batch : soundOf(batch, onProblem), stored, meet);
    }
  } catch (error) {
    meet(error);
  } finally {
    // A reader that stopped early may have left the file open.
    await content.return(undefined);
    progress.before += stored.bytesRead;
  }
}

/** A batch may be made while it is walked: its faults are those of reading. */
function* walkBatch(
  batch: Iterable<CollectedDocument>,
  stored: Expansion,
  meet: (error: unknown) => void,
): Generator<CollectedDocument> {
  const documents = batch[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<CollectedDocument>;
    try {
      next = documents.next();
    } catch (error) {
      meet(error);
      return;
    }
    if (next.done === true) return;
    stored.documents += 1;
    yield next.value;
  }
}

/** The documents of a registered reader that a collection can hold. */
function* soundOf(
  batch: Iterable<CollectedDocument>,
  onProblem: ReadOptions['onProblem'],
): Generator<CollectedDocument> {
  for (const collected of batch) {
    let isSound = true;
    try {
      checkRegistered(collected);
    } catch (error) {
      isSound = false;
      reportFault(error, collected.location, onProblem);
    }
    if (isSound) yield collected;
  }
}
