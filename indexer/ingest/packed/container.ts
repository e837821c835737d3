import type { CollectionFile } from '../collection.ts';
import type { Expansion } from '../file-bytes.ts';

/** The seam between archives and the files in them: one container a format. */

/** One entry of an archive. */
export interface PackedEntry {
  /** As the archive has it, with `/`. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  /** Whether the bytes of its name are no text: `name` then has U+FFFD in their place. */
  readonly isUnreadableName?: boolean;
  /**
   * What a file holds, unpacked from the archive, chunk by chunk. To be walked or left before the next entry is asked for.
   * @param progress `bytesRead` grows by the bytes that it takes in the archive; its documents are counted by who reads
   * @throws StillwebError INPUT_CORRUPT, COMPRESSION_UNSUPPORTED, INPUT_EXPANDS; what the file throws that holds the archive
   */
  content(progress: Expansion): AsyncGenerator<Buffer>;
}

/** A format of archives: all that a format is. `makeContainerReader` makes a reader of it. */
export interface CollectionContainer {
  /** For `--format`. */
  readonly name: string;
  /** As in `CollectionReader`. */
  readonly endings: readonly string[];
  detect(firstBytes: Uint8Array): boolean;
  /**
   * The entries, in an order that depends on the archive alone. Nothing is written to the disk.
   * @param learn is told every name as soon as it is known, and before that entry is given
   * @throws StillwebError INPUT_CORRUPT, ARCHIVE_TOO_LARGE; what the file throws
   */
  entries(file: CollectionFile, learn: (name: string) => void): AsyncGenerator<PackedEntry>;
}
