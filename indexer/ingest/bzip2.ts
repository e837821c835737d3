import { BitReader } from './bit-reader.ts';
import { ByteQueue } from './byte-queue.ts';
import { Bzip2BlockDecoder } from './bzip2-block.ts';

/**
 * Bytes that hold any block whole: 900,000 symbols of 20 bits at most, and the code tables before them.
 * A block of this size is an attack; real ones stay under 1 MB.
 */
const LONGEST_BLOCK_BYTES = (900_000 * 20) / 8 + 64 * 1024;
const STREAM_MAGIC = Buffer.from('BZh');
const OUTPUT_BYTES = 256 * 1024;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

/**
 * Expands bzip2, all streams of it (`pbzip2` writes many), with every checksum compared.
 * Own code, because the JavaScript packages for it read at half this speed, or not as a stream of bounded memory.
 * @see bzip2 format specification, Joe Tsai, 2016
 */
export async function* expandBzip2(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new ByteQueue();
  const streams = new StreamDecoder();
  for await (const chunk of chunks) {
    input.append(chunk);
    while (input.length >= LONGEST_BLOCK_BYTES) yield* streams.decodeNext(input);
  }
  while (input.length > 0) yield* streams.decodeNext(input);
  if (!streams.isBetweenStreams) throw new Error('the bzip2 stream ends early');
}

class StreamDecoder {
  readonly #block = new Bzip2BlockDecoder();
  #isInStream = false;
  /** Zero bytes behind the last stream are padding, as behind the last member of gzip. */
  #isPadding = false;
  /** Bytes of the file before those that wait. */
  #takenBytes = 0;
  #checksum = 0;
  /** Bits of the first waiting byte that are used up: blocks do not end at bytes. */
  #usedBits = 0;

  get isBetweenStreams(): boolean {
    return !this.#isInStream;
  }

  /** Decodes the next header, block or trailer at the front of `input` and takes its bytes. */
  *decodeNext(input: ByteQueue): Generator<Buffer> {
    if (this.#isPadding) {
      this.#takePadding(input);
      return;
    }
    const bits = new BitReader(input.peek(input.length), this.#usedBits);
    if (!this.#isInStream) {
      if (this.#takenBytes > 0 && input.peek(1)[0] === 0) {
        this.#isPadding = true;
        return;
      }
      if (this.#takenBytes > 0 && !isBegun(input)) throw this.#strange(0);
      if (bits.read(24) !== 0x425a68) throw new Error('the bzip2 stream ends early');
      const level = bits.read(8) - 0x30;
      if (level < 1 || level > 9) throw new Error('the bzip2 block size is not 1 to 9');
      this.#block.setLevel(level);
      this.#checksum = 0;
      this.#isInStream = true;
    } else {
      const magic = bits.read(24) * 0x1000000 + bits.read(24);
      if (magic === BLOCK_MAGIC) {
        this.#block.decode(bits);
        for (;;) {
          const output = Buffer.allocUnsafeSlow(OUTPUT_BYTES);
          const length = this.#block.write(output);
          if (length > 0) yield output.subarray(0, length);
          if (length < OUTPUT_BYTES) break;
        }
        this.#checksum = ((this.#checksum << 1) | (this.#checksum >>> 31)) ^ this.#block.finish();
      } else if (magic === END_MAGIC) {
        if (bits.readWord() !== this.#checksum >>> 0) throw new Error('a bzip2 stream fails its checksum');
        bits.skipToByte();
        this.#isInStream = false;
      } else {
        throw new Error('a bzip2 block header is damaged');
      }
    }
    this.#takenBytes += input.take(bits.position >>> 3).length;
    this.#usedBits = bits.position & 7;
  }

  #takePadding(input: ByteQueue): void {
    const strange = input.peek(input.length).findIndex((byte) => byte !== 0);
    if (strange >= 0) throw this.#strange(strange);
    this.#takenBytes += input.take(input.length).length;
  }

  #strange(offset: number): Error {
    const place = this.#takenBytes + offset;
    return new Error(`bytes that are not bzip2 follow the last stream, from byte ${place} of the file on`);
  }
}

/** Whether what waits is the beginning of a stream, or the beginning of that. */
function isBegun(input: ByteQueue): boolean {
  return input.peek(STREAM_MAGIC.length).every((byte, place) => byte === STREAM_MAGIC[place]);
}
