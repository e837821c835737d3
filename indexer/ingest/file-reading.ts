import { dirname, join } from 'node:path';
import { walkBatch } from './batch-walk.ts';
import type { CollectedDocument, CollectionReader, FilesBeside, Problem, ReadOptions } from './collection.ts';
import { readContent } from './decompression.ts';
import type { ByteOptions, Expansion } from './file-bytes.ts';
import { openFileRanges } from './file-ranges.ts';
import type { PageNames } from './page-names.ts';
import { soundOf } from './readers.ts';
import { reportFault } from './record-fault.ts';

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
  /** Names of the files of its folder that are read with it. */
  readonly beside?: ReadonlySet<string>;
  /** Its content, where it is open already; else it is opened. */
  readonly opened?: OpenedContent;
}

/** A content that can be had once. */
export interface OpenedContent {
  readonly content: AsyncGenerator<Buffer>;
  readonly stored: Expansion;
}

function openBeside(path: string, names: ReadonlySet<string>): FilesBeside {
  // They are counted as input where the folder is walked.
  return { names, open: (name) => readContent(join(dirname(path), name), undefined, { refuseLinks: true }) };
}

/**
 * The documents of one file, in the batches of its reader.
 * @param progress `before`: bytes of all input before this file; grows by what is read of it
 * @throws StillwebError what `onProblem` throws, and faults of a file that was named itself
 */
export async function* readFile(
  { path, name, reader, isFound, beside, opened, pages }: FileToRead,
  progress: { before: number },
  options: ReadOptions & Pick<ByteOptions, 'onOpen' | 'onBytes'>,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const stored = opened?.stored ?? { bytesRead: 0, documents: 0 };
  // Looked at once, also where it is opened for its parts first and for its content then.
  let isMet = false;
  const onOpen: ByteOptions['onOpen'] = (stat) => {
    if (!isMet) options.onOpen?.(stat);
    isMet = true;
  };
  const opening = { refuseLinks: isFound, onOpen, onBytes: options.onBytes };
  const admitsArchives = reader.holdsFiles ?? false;
  const content = opened?.content ?? readContent(path, stored, { ...opening, admitsArchives });
  const openRanges = () => openFileRanges(path, stored, opening);
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
    ...(opened === undefined && { openRanges }),
    ...(beside !== undefined && { beside: openBeside(path, beside) }),
    get bytesRead() {
      return progress.before + stored.bytesRead;
    },
  };
  let isOver = false;
  const meet = (error: unknown): void => {
    if (!isFound || isStopping) throw error;
    isOver = true;
    reportFault(error, { file: path }, options.onProblem);
  };
  try {
    options.onFormat?.(reader.name);
    for await (const batch of reader.read(file, { ...options, onProblem })) {
      yield walkBatch(soundOf(reader, batch, onProblem), stored, meet);
      if (isOver) break;
    }
  } catch (error) {
    meet(error);
  } finally {
    // A reader that stopped early may have left the file open.
    await content.return(undefined);
    progress.before += stored.bytesRead;
  }
}
