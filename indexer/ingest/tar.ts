import { once } from 'node:events';
import type { Extract, extract } from 'tar-stream';
import { StillwebError } from '../../src/errors.ts';
import type { CollectionFile } from './collection.ts';
import type { CollectionContainer, PackedEntry } from './packed/container.ts';

const MAGIC_PLACE = 257;
type TarEntry = Extract extends AsyncIterable<infer Entry> ? Entry : never;

/**
 * Tar, compressed or not: ustar, pax, GNU and the form before them. It is read as a stream, so that its files come in the order
 * in which it has them.
 * @see POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format"
 */
export const tarContainer: CollectionContainer = {
  name: 'tar',
  endings: ['.tar', '.tgz', '.tbz', '.tbz2', '.tzst'],

  detect(firstBytes) {
    return Buffer.from(firstBytes.subarray(MAGIC_PLACE, MAGIC_PLACE + 5)).toString('latin1') === 'ustar';
  },

  async *entries(file, learn) {
    const { extract: unpack } = await import('tar-stream');
    const unpacking = unpack({ allowUnknownFormat: true } as Parameters<typeof extract>[0]);
    const feeding = feed(file, unpacking);
    try {
      for await (const entry of unpacking) {
        const { name } = entry.header;
        learn(name);
        // Leaving the iterator of an entry before its end would end the whole archive.
        const chunks = entry[Symbol.asyncIterator]();
        const content = readEntry(file, chunks);
        yield { name, kind: kindOf(entry), isUnreadableName: name.includes('\ufffd'), content: () => content };
        await content.return(undefined);
        while ((await chunks.next()).done !== true);
      }
    } catch (error) {
      throw corruptFault(file, error);
    } finally {
      unpacking.destroy(null);
      await feeding;
    }
  },
};

/** Gives the bytes of a file to the unpacker, as fast as that takes them. What goes wrong is thrown where entries are asked for. */
async function feed(file: CollectionFile, unpacking: Extract): Promise<void> {
  const closed = once(unpacking, 'close').catch(() => {});
  try {
    for await (const chunk of file.content) {
      if (unpacking.destroyed || unpacking.destroying) return;
      if (!unpacking.write(chunk)) await Promise.race([once(unpacking, 'drain'), closed]);
    }
    unpacking.end(undefined);
  } catch (error) {
    unpacking.destroy(error as Error);
  }
}

async function* readEntry(file: CollectionFile, chunks: AsyncIterator<unknown>): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done === true) return;
      yield value as Buffer;
    }
  } catch (error) {
    throw corruptFault(file, error);
  }
}

function kindOf({ header }: TarEntry): PackedEntry['kind'] {
  switch (header.type) {
    case 'file':
    case 'contiguous-file':
      return 'file';
    case 'directory':
      return 'folder';
    case 'link':
    case 'symlink':
      return 'link';
    default:
      return 'special';
  }
}

/** What a damaged archive makes the unpacker throw; the catalogue's own errors are those of the file that holds it. */
function corruptFault(file: CollectionFile, cause: unknown): StillwebError {
  if (cause instanceof StillwebError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const facts = { file: file.path, compression: 'tar', reason };
  return new StillwebError('INPUT_CORRUPT', `${file.path} cannot be read as tar: ${reason}`, facts, { cause });
}
