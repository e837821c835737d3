import type { CollectedDocument, CollectionReader, Problem, ReadOptions } from './collection.ts';
import { readContent } from './decompression.ts';
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
}

/**
 * The documents of one file, in the batches of its reader.
 * @param progress `before`: bytes of all input before this file; grows by what is read of it
 * @throws StillwebError what `onProblem` throws, and faults of a file that was named itself
 */
export async function* readFile(
  { path, name, reader, isFound }: FileToRead,
  progress: { before: number },
  options: ReadOptions,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const stored = { bytesRead: 0 };
  const content = readContent(path, stored, { refuseLinks: isFound });
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
    get bytesRead() {
      return progress.before + stored.bytesRead;
    },
  };
  try {
    yield* reader.read(file, { ...options, onProblem });
  } catch (error) {
    if (!isFound || isStopping) throw error;
    reportFault(error, { file: path }, options.onProblem);
  } finally {
    // A reader that stopped early may have left the file open.
    await content.return(undefined);
    progress.before += stored.bytesRead;
  }
}
