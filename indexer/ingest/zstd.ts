import { Decompress } from 'fzstd';
import createXxhash, { type XXHash } from 'xxhash-wasm';
import { MAX_ZSTD_WINDOW_BYTES } from '../../src/limits.ts';
import { ByteQueue } from './byte-queue.ts';
import { UnsupportedStream } from './unsupported-stream.ts';

const MAX_BLOCK_BYTES = 128 * 1024;
const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
/** Magic and descriptor. */
const FRAME_HEAD_BYTES = 5;

/**
 * Expands Zstandard, all frames of it, skippable ones passed over. The frames are taken apart here and given to fzstd
 * one by one, because fzstd checks neither the checksum nor the content size, and allocates any window that it is told.
 * @see RFC 8878, section 3
 */
export async function* expandZstd(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { create64 } = await createXxhash();
  const splitter = new FrameSplitter(create64);
  for await (const chunk of chunks) {
    splitter.input.append(chunk);
    for (;;) {
      const hasMoved = splitter.advance();
      yield* splitter.output.splice(0);
      if (!hasMoved) break;
    }
  }
  splitter.finish();
}

interface Frame {
  readonly decoder: Decompress;
  readonly hash: XXHash<bigint> | null;
  readonly contentBytes: number | null;
  producedBytes: number;
}

class FrameSplitter {
  readonly input = new ByteQueue();
  readonly output: Buffer[] = [];
  readonly #createHash: () => XXHash<bigint>;
  #frame: Frame | null = null;
  #isPadding = false;
  /** Bytes of the file before those that wait. */
  #takenBytes = 0;
  #skipBytes = 0;

  constructor(createHash: () => XXHash<bigint>) {
    this.#createHash = createHash;
  }

  /** @throws Error when the last frame is not whole */
  finish(): void {
    const isBetweenFrames = this.#frame === null && this.#skipBytes === 0;
    if (!isBetweenFrames || this.input.length > 0) throw new Error('the zstd stream ends early');
  }

  /** Takes zero bytes behind the last frame, which are padding, as behind the last member of gzip. */
  #takePadding(): boolean {
    const { input } = this;
    const strange = input.peek(input.length).findIndex((byte) => byte !== 0);
    if (strange >= 0) throw this.#strange(strange);
    return this.#take(input.length).length > 0;
  }

  #strange(offset: number): Error {
    const place = this.#takenBytes + offset;
    return new Error(`bytes that are not zstd follow the last frame, from byte ${place} of the file on`);
  }

  #take(bytes: number): Buffer {
    this.#takenBytes += bytes;
    return this.input.take(bytes);
  }

  /** Takes the next part of the stream, if all of it has arrived; says whether it did. */
  advance(): boolean {
    if (this.#isPadding) return this.#takePadding();
    if (this.#skipBytes > 0) {
      const skipped = Math.min(this.#skipBytes, this.input.length);
      this.#take(skipped);
      this.#skipBytes -= skipped;
      return skipped > 0;
    }
    return this.#frame === null ? this.#takeFrameHeader() : this.#takeBlock(this.#frame);
  }

  #takeFrameHeader(): boolean {
    const { input } = this;
    if (input.length > 0 && input.peek(1)[0] === 0 && this.#takenBytes > 0) {
      this.#isPadding = true;
      return true;
    }
    if (input.length < FRAME_HEAD_BYTES) return false;
    const head = input.peek(Math.min(input.length, 18));
    const magic = head.readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      if (head.length < 8) return false;
      this.#skipBytes = head.readUInt32LE(4) + 8;
      return true;
    }
    if (magic !== FRAME_MAGIC) throw this.#strange(0);
    const header = readFrameHeader(head);
    if (header === null) return false;
    const frame: Frame = {
      decoder: new Decompress((block) => {
        if (block.length === 0) return;
        frame.producedBytes += block.length;
        frame.hash?.update(block);
        this.output.push(Buffer.from(block.buffer, block.byteOffset, block.length));
      }),
      hash: header.hasChecksum ? this.#createHash() : null,
      contentBytes: header.contentBytes,
      producedBytes: 0,
    };
    frame.decoder.push(this.#take(header.headerBytes));
    this.#frame = frame;
    return true;
  }

  #takeBlock(frame: Frame): boolean {
    const { input } = this;
    if (input.length < 3) return false;
    const header = input.peek(3).readUIntLE(0, 3);
    const isLast = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    const sizeBytes = header >> 3;
    if (kind === RESERVED_BLOCK || sizeBytes > MAX_BLOCK_BYTES) throw new Error('a zstd block header is damaged');
    const checksumBytes = isLast && frame.hash !== null ? 4 : 0;
    const blockBytes = 3 + (kind === RLE_BLOCK ? 1 : sizeBytes) + checksumBytes;
    if (input.length < blockBytes) return false;
    const block = this.#take(blockBytes);
    frame.decoder.push(block, isLast);
    if (isLast) {
      if (frame.hash !== null && Number(frame.hash.digest() & 0xffffffffn) !== block.readUInt32LE(blockBytes - 4)) {
        throw new Error('a zstd frame fails its checksum');
      }
      if (frame.contentBytes !== null && frame.contentBytes !== frame.producedBytes) {
        throw new Error('a zstd frame has another size than it says');
      }
      this.#frame = null;
    }
    return true;
  }
}

/** `null` while the header has not arrived whole. */
function readFrameHeader(
  head: Buffer,
): { headerBytes: number; hasChecksum: boolean; contentBytes: number | null } | null {
  const descriptor = head[4];
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const dictionaryStart = isSingleSegment ? 5 : 6;
  const headerBytes = dictionaryStart + dictionaryBytes + sizeBytes;
  if (head.length < headerBytes) return null;
  const dictionaryId = dictionaryBytes === 0 ? 0 : head.readUIntLE(dictionaryStart, dictionaryBytes);
  if (dictionaryId !== 0) {
    const what = `needs the zstd dictionary ${dictionaryId}: expand it with zstd -d -D DICTIONARY, and pack it anew`;
    throw new UnsupportedStream(what, { dictionaryId });
  }
  let contentBytes: number | null = null;
  if (sizeBytes > 0) {
    const start = dictionaryStart + dictionaryBytes;
    contentBytes = sizeBytes === 8 ? Number(head.readBigUInt64LE(start)) : head.readUIntLE(start, sizeBytes);
    if (sizeBytes === 2) contentBytes += 256;
  }
  let windowBytes = contentBytes ?? 0;
  if (!isSingleSegment) {
    const base = 2 ** (10 + (head[5] >> 3));
    windowBytes = base + (base / 8) * (head[5] & 7);
  }
  if (windowBytes > MAX_ZSTD_WINDOW_BYTES) {
    const log = Math.ceil(Math.log2(windowBytes));
    const what = `needs a zstd window of ${windowBytes} bytes, over the limit of ${MAX_ZSTD_WINDOW_BYTES}`;
    const mend = `pack it anew: zstd -d --long=${log} < OLD | zstd > NEW`;
    throw new UnsupportedStream(`${what}; ${mend}`, { windowBytes, limit: MAX_ZSTD_WINDOW_BYTES });
  }
  return { headerBytes, hasChecksum: (descriptor & 4) !== 0, contentBytes };
}
