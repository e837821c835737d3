/**
 * Zstandard for the texts of a block, through WebAssembly: the same bytes on every machine. Every frame names its content
 * size and ends with a checksum, so that damage is noticed and nothing is allocated that a damaged size asks for.
 *
 * @see RFC 8878, section 3.1.1
 */

/** zstd's own default; level 9 saves 4 % at a third of the speed, and neither is read faster. */
const LEVEL = 3;
const FRAME_MAGIC = 0xfd2fb528;
const DESCRIPTOR_AT = 4;
const SINGLE_SEGMENT = 0x20;
const CHECKSUM = 0x04;
/** Unused and reserved bit, dictionary id: never set by this program. */
const FOREIGN = 0x1b;
/** Magic, descriptor, a size of one byte, a block header, and the checksum. */
const MIN_FRAME_BYTES = 13;
const CHECKSUM_BYTES = 4;
const BLOCK_HEAD_BYTES = 3;
/** Of the two bits in the head of a block that tell its type. */
const RLE = 1;
const COMPRESSED = 2;
/** Most that a block of any type decompresses to. */
const MAX_ZSTD_BLOCK_BYTES = 128 * 1024;
/** Of the content size, by the two highest bits of the descriptor. */
const SIZE_BYTES = [1, 2, 4, 8];
const NO_DICTIONARY = new Uint8Array(0);

type Zstd = typeof import('@bokuweb/zstd-wasm');

interface Codec extends Pick<Zstd, 'compress' | 'decompressUsingDict'> {
  readonly hash: (bytes: Uint8Array) => bigint;
  /** Decompression tables, used again and again. */
  readonly context: number;
}

let loading: Promise<void> | null = null;
let loaded: Codec | null = null;

/** Loads the codec: many an index has none to ask of it. Await it once a thread before anything else of this file. */
export async function loadCompression(): Promise<void> {
  loading ??= loadCodec().then((codec) => {
    loaded = codec;
  });
  await loading;
}

async function loadCodec(): Promise<Codec> {
  const [{ compress, createDCtx, decompressUsingDict, init }, { default: createXxhash }] = await Promise.all([
    import('@bokuweb/zstd-wasm'),
    import('xxhash-wasm'),
  ]);
  const [{ h64Raw }] = await Promise.all([createXxhash(), init()]);
  return { compress, decompressUsingDict, hash: (bytes) => h64Raw(bytes), context: createDCtx() };
}

function codec(): Codec {
  if (loaded === null) throw new Error('loadCompression was not awaited in this thread');
  return loaded;
}

/** One frame with a checksum; null when it would not be smaller than the text. */
export function compressText(text: Uint8Array): Uint8Array | null {
  const { compress, hash } = codec();
  const frame = compress(text, LEVEL);
  if (frame.length + 4 >= text.length) return null;
  // The codec has no setting for a checksum: the flag, and the lower half of XXH64 of the text behind the last block.
  const checked = new Uint8Array(frame.length + 4);
  checked.set(frame);
  checked[DESCRIPTOR_AT] |= CHECKSUM;
  new DataView(checked.buffer).setUint32(frame.length, Number(hash(text) & 0xffffffffn), true);
  return checked;
}

/**
 * @param bytes how long the text is, which the frame must say too
 * @throws RangeError when the frame is damaged
 */
export function decompressText(frame: Uint8Array, bytes: number): Uint8Array {
  const { context, decompressUsingDict } = codec();
  if (readContentBytes(frame) !== bytes) throw new RangeError(`a frame that is not one of ${bytes} bytes`);
  if (bytes > mostContentBytes(frame)) throw new RangeError(`a frame too short for ${bytes} bytes`);
  let text: Uint8Array;
  try {
    text = decompressUsingDict(context, frame, NO_DICTIONARY);
  } catch (cause) {
    throw new RangeError('a text cannot be decompressed', { cause });
  }
  if (text.length !== bytes) throw new RangeError(`${text.length} bytes, not ${bytes}`);
  return text;
}

/** The content size that a frame of `compressText` names; −1 for any other frame. */
function readContentBytes(frame: Uint8Array): number {
  if (frame.length < MIN_FRAME_BYTES) return -1;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = view.getUint8(DESCRIPTOR_AT);
  const isOurs = (descriptor & (CHECKSUM | FOREIGN)) === CHECKSUM;
  if (view.getUint32(0, true) !== FRAME_MAGIC || !isOurs) return -1;
  const at = sizeAt(descriptor);
  const kind = descriptor >> 6;
  // Without a segment of the whole text there is no size of one byte.
  if (kind === 0) return (descriptor & SINGLE_SEGMENT) === 0 ? -1 : view.getUint8(at);
  if (kind === 1) return view.getUint16(at, true) + 256;
  return kind === 2 ? view.getUint32(at, true) : -1;
}

/** Where the content size stands: behind the window, which a text of more than 2 MiB is not whole in. */
function sizeAt(descriptor: number): number {
  return DESCRIPTOR_AT + 1 + ((descriptor & SINGLE_SEGMENT) === 0 ? 1 : 0);
}

/** Most bytes that the blocks of a frame can hold, so that no room is made for what cannot come. */
function mostContentBytes(frame: Uint8Array): number {
  const end = frame.length - CHECKSUM_BYTES;
  let most = 0;
  const descriptor = frame[DESCRIPTOR_AT];
  for (let at = sizeAt(descriptor) + SIZE_BYTES[descriptor >> 6]; at + BLOCK_HEAD_BYTES <= end; ) {
    const head = frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16);
    const type = (head >> 1) & 3;
    const size = head >> 3;
    most += type === COMPRESSED ? MAX_ZSTD_BLOCK_BYTES : Math.min(size, MAX_ZSTD_BLOCK_BYTES);
    at += BLOCK_HEAD_BYTES + (type === RLE ? 1 : size);
    if ((head & 1) === 1) break;
  }
  return most;
}
