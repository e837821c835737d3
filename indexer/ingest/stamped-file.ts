import { createHash } from 'node:crypto';
import type { Stats } from '../../src/store/file-system.ts';
import type { CollectedDocument, ReadOptions } from './collection.ts';
import { type FileToRead, readFile } from './file-reading.ts';
import { readStamp, type StampFollower, settledMs, stampOf } from './input-stamps.ts';
import { statFound, statInput } from './named-input.ts';
import { isOfTheHouse } from './readers.ts';
import type { FileReuse, SeenFile } from './seen-file.ts';

/** How files are read of which it is followed whether they stay as they are. */
export interface StampedReading {
  readonly follower: StampFollower;
  /** Bytes of all input before the file. */
  readonly progress: { before: number };
  readonly reuse?: FileReuse;
}

export interface SeeingOptions extends ReadOptions {
  /** Called for each file of a format of the house that was read to its end. */
  readonly onFile?: (file: SeenFile) => void;
}

/** The documents of one file, read or taken over. @throws StillwebError what `readFile` throws; INPUT_CHANGED */
export async function* readStamped(
  file: FileToRead,
  { follower, progress, reuse }: StampedReading,
  options: SeeingOptions,
): AsyncGenerator<Iterable<CollectedDocument>> {
  const { path, name, reader, isFound, opened } = file;
  if (opened !== undefined) {
    yield* readFile(file, progress, options);
    return;
  }
  if (reuse !== undefined && isOfTheHouse(reader)) {
    const had = (stamp: string): boolean => follower.expects(path, stamp);
    const look = (): Stats | null => fileAt(path, isFound);
    const known = reuse({ path, name, reader, had, look });
    if (known !== null) {
      follower.meet(path, known.stamp);
      options.onFormat?.(reader.name);
      yield known.documents;
      progress.before += readStamp(known.stamp).size;
      return;
    }
  }
  let stat: Stats | null = null;
  const onOpen = (found: Stats): void => {
    stat = found;
    follower.meet(path, stampOf(found));
  };
  // What a file tells besides its documents is not known of one that is not read.
  let tellsMore = reader.holdsFiles === true || file.beside !== undefined;
  const onAlias: ReadOptions['onAlias'] = (alias) => {
    tellsMore = true;
    options.onAlias?.(alias);
  };
  const hash = createHash('sha256');
  let bytes = 0;
  const onBytes = (chunk: Uint8Array): void => {
    hash.update(chunk);
    bytes += chunk.length;
  };
  yield* readFile(file, progress, { ...options, onAlias, onOpen, ...(options.onFile !== undefined && { onBytes }) });
  const met = stat as Stats | null;
  // One that could not be opened, or that its reader left alone.
  if (met === null) follower.meet(path, stampOf(isFound ? statFound(path) : statInput(path)));
  else if (met.size === bytes && isOfTheHouse(reader) && !tellsMore) {
    const stamp = stampOf(met);
    options.onFile?.({ path, name, stamp, sha256: hash.digest('hex'), settledMs: settledMs(met) });
  }
}

function fileAt(path: string, isFound: boolean): Stats | null {
  const stat = isFound ? statFound(path) : statInput(path);
  return stat?.isFile() === true ? stat : null;
}
