import { StillwebError } from '../../src/errors.ts';
import type { CollectionFile, FileRanges } from './collection.ts';

/**
 * All of a content that cannot be read in any order from the disk, because it is a stream, compressed, or in an archive.
 * @param limit bytes that are held at most
 * @throws what `refuse` makes of more
 */
export async function holdContent(
  { path, content }: CollectionFile,
  limit: number,
  refuse: () => StillwebError,
): Promise<FileRanges> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > limit) throw refuse();
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks, size);
  return {
    size,
    read(start, bytes) {
      if (start + bytes > size) throw new StillwebError('INPUT_CHANGED', `${path} has become shorter`, { file: path });
      const part = Buffer.allocUnsafeSlow(bytes);
      whole.copy(part, 0, start, start + bytes);
      return part;
    },
    reach() {},
    close() {},
  };
}
