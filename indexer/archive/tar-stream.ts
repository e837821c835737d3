import { StillwebError } from '../../src/errors.ts';
import { decodeTarHeader, paddingOf, TAR_BLOCK, type TarEntry } from './tar-header.ts';

/** Reads an archive from its beginning to its end, as `pack` writes it and in no other form. */
export class TarStream {
  readonly #path: string;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #padding = 0;

  /** @param path for messages */
  constructor(path: string, chunks: AsyncIterable<Buffer>) {
    this.#path = path;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * The next file, behind the whole content of the one before; null at the end.
   * @throws StillwebError ARCHIVE_INVALID for any entry that `pack` does not write
   */
  async next(): Promise<TarEntry | null> {
    await this.#refuseOther(this.#padding);
    const header = await this.#takeAll(TAR_BLOCK);
    if (header.every((byte) => byte === 0)) {
      await this.#refuseOther(TAR_BLOCK);
      if ((await this.#chunk()) !== null) throw this.invalid('goes on behind its end');
      return null;
    }
    const entry = decodeTarHeader(header);
    if (entry === null) throw this.invalid('has an entry that is no plain file as stillweb pack writes it');
    this.#padding = paddingOf(entry.bytes);
    return entry;
  }

  /** Content of the entry, piece by piece. @throws StillwebError ARCHIVE_INVALID where it ends early */
  async take(bytes: number, use: (piece: Buffer) => void): Promise<void> {
    for (let left = bytes; left > 0; ) {
      const chunk = await this.#chunk();
      if (chunk === null) throw this.invalid('ends early');
      const piece = chunk.subarray(0, left);
      this.#rest = chunk.subarray(piece.length);
      use(piece);
      left -= piece.length;
    }
  }

  /** What is left of the chunk at hand, or the next one; null at the end. */
  async #chunk(): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next();
      if (done === true) return null;
      this.#rest = value;
    }
    const chunk = this.#rest;
    return chunk;
  }

  async #takeAll(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    await this.take(bytes, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  }

  async #refuseOther(zeros: number): Promise<void> {
    if ((await this.#takeAll(zeros)).some((byte) => byte !== 0)) throw this.invalid('has bytes where there are none');
  }

  invalid(what: string): StillwebError {
    return new StillwebError('ARCHIVE_INVALID', `${this.#path} ${what}`, { file: this.#path });
  }

  async close(): Promise<void> {
    await this.#chunks.return?.(undefined);
  }
}
