import { MAX_TABLE_PART_BYTES } from '../limits.ts';
import { checkCounts } from './arrow-counts.ts';
import { TableFault } from './table-fault.ts';

const FILE_MAGIC = 'ARROW1';
/** The magic of a file, and what fills it up to eight bytes. */
const FILE_HEAD_BYTES = 8;
const CONTINUATION = 0xffffffff;
/** The place of `bodyLength` in the table of a message, in the schema of its format. */
const BODY_LENGTH_SLOT = 3;

/**
 * The messages of an Arrow stream, one buffer each, each no larger than what may be in memory. An Arrow file is a stream between a
 * magic word and a footer, which is not needed to read it from its beginning.
 *
 * @throws TableFault
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
export async function* splitMessages(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = new Source(content);
  const head = await source.peek(FILE_HEAD_BYTES);
  if (head.subarray(0, 4).toString('latin1') === 'FEA1') {
    throw new TableFault('TABLE_INVALID', 'is Feather of version 1, which is not read: write it anew as version 2');
  }
  if (head.subarray(0, FILE_MAGIC.length).toString('latin1') === FILE_MAGIC) await source.take(FILE_HEAD_BYTES);
  for (;;) {
    const start = await source.peek(8);
    // Some programs end a stream by ending it.
    if (start.length === 0) return;
    if (start.length < 4) throw endsEarly();
    const isMarked = start.readUInt32LE(0) === CONTINUATION;
    if (isMarked && start.length < 8) throw endsEarly();
    const prefixBytes = isMarked ? 8 : 4;
    const metadataBytes = start.readInt32LE(prefixBytes - 4);
    if (metadataBytes === 0) return;
    // Messages without a mark are of the time before 2019; a text would be a very large one.
    if (!isMarked && metadataBytes > MAX_TABLE_PART_BYTES) throw new TableFault('TABLE_INVALID', 'is no Arrow');
    checkSize(metadataBytes);
    const message = await source.take(prefixBytes + metadataBytes);
    const bodyBytes = readBodyLength(message.subarray(prefixBytes));
    checkSize(bodyBytes);
    yield bodyBytes === 0 ? message : Buffer.concat([message, await source.take(bodyBytes)]);
  }
}

function checkSize(bytes: number): void {
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new TableFault('TABLE_INVALID', 'has a message of no size');
  if (bytes <= MAX_TABLE_PART_BYTES) return;
  const what = `has a record batch of ${bytes} bytes, over ${MAX_TABLE_PART_BYTES}`;
  throw new TableFault('TABLE_TOO_LARGE', what, { bytes, limit: MAX_TABLE_PART_BYTES });
}

/** @see https://flatbuffers.dev/internals/ */
function readBodyLength(metadata: Buffer): number {
  try {
    checkCounts(metadata);
    const table = metadata.readUInt32LE(0);
    const fields = table - metadata.readInt32LE(table);
    const slot = 4 + 2 * BODY_LENGTH_SLOT;
    const place = slot < metadata.readUInt16LE(fields) ? metadata.readUInt16LE(fields + slot) : 0;
    return place === 0 ? 0 : Number(metadata.readBigInt64LE(table + place));
  } catch (error) {
    if (error instanceof TableFault) throw error;
    throw new TableFault('TABLE_INVALID', 'has a message that is none of Arrow');
  }
}

function endsEarly(): TableFault {
  return new TableFault('TABLE_INVALID', 'ends inside of a message');
}

/** A stream of bytes of which so many are taken. */
class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #bytes = 0;

  constructor(content: AsyncIterable<Buffer>) {
    this.#chunks = content[Symbol.asyncIterator]();
  }

  /** The next bytes, which stay; fewer where the stream ends. */
  async peek(bytes: number): Promise<Buffer> {
    await this.#fill(bytes);
    return this.#join().subarray(0, bytes);
  }

  /** @throws TableFault where the stream ends before */
  async take(bytes: number): Promise<Buffer> {
    await this.#fill(bytes);
    if (this.#bytes < bytes) throw endsEarly();
    const joined = this.#join();
    this.#held = [joined.subarray(bytes)];
    this.#bytes -= bytes;
    return joined.subarray(0, bytes);
  }

  async #fill(bytes: number): Promise<void> {
    while (this.#bytes < bytes) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return;
      this.#held.push(value);
      this.#bytes += value.length;
    }
  }

  #join(): Buffer {
    if (this.#held.length !== 1) this.#held = [Buffer.concat(this.#held)];
    return this.#held[0];
  }
}
