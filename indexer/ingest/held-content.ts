import { StillwebError } from '../../src/errors.ts';
import type { CollectionFile, FileRanges } from './collection.ts';

/**
 * All of a content.
 * @param limit bytes that are held at most
 * @throws what `refuse` makes of more
 */
export async function collectContent(
  content: CollectionFile['content'],
  limit: number,
  refuse: () => StillwebError,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (bytes > limit) throw refuse();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

/** As `collectContent`, of one that cannot be read in any order from the disk, because it is a stream, compressed, or in an archive. */
export async function holdContent(
  { path, content }: CollectionFile,
  limit: number,
  refuse: () => StillwebError,
): Promise<FileRanges> {
  const whole = await collectContent(content, limit, refuse);
  const size = whole.length;
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
