import { TableFault } from '../../../src/format/table-fault.ts';

const MAGIC = 0x184d2204;
const HAS_CONTENT_SIZE = 0x08;
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_DICTIONARY = 0x01;
/** Of the length of a block: it is stored as it is. */
const IS_STORED = 0x80000000;
const MIN_MATCH = 4;

/**
 * Expands one frame of LZ4 into a buffer of the length that is known. Checksums are not looked at: the table has none to say
 * what would follow.
 *
 * @throws TableFault for a frame that is none, or expands to another length
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function expandLz4Frame(frame: Uint8Array, length: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const out = new Uint8Array(length);
  try {
    if (view.getUint32(0, true) !== MAGIC) throw broken();
    const flags = frame[4];
    let at = 7 + (flags & HAS_CONTENT_SIZE ? 8 : 0) + (flags & HAS_DICTIONARY ? 4 : 0);
    let filled = 0;
    for (;;) {
      const header = view.getUint32(at, true);
      at += 4;
      if (header === 0) break;
      const bytes = header & ~IS_STORED;
      const block = frame.subarray(at, at + bytes);
      if (block.length !== bytes) throw broken();
      if ((header & IS_STORED) !== 0) {
        out.set(block, filled);
        filled += bytes;
      } else filled = expandBlock(block, out, filled);
      at += bytes + (flags & HAS_BLOCK_CHECKSUM ? 4 : 0);
    }
    if (filled !== length) throw broken();
    return out;
  } catch (error) {
    throw error instanceof RangeError ? broken() : error;
  }
}

function broken(): TableFault {
  return new TableFault('TABLE_INVALID', 'has a buffer that is no frame of LZ4 of its length');
}

/** Blocks may go on with what those before them have written. @returns where the output ends */
function expandBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let from = 0;
  let to = start;
  while (from < block.length) {
    const token = block[from++];
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        more = block[from++];
        literals += more;
      } while (more === 255);
    }
    if (from + literals > block.length || to + literals > out.length) throw broken();
    out.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    if (from === block.length) return to;
    const distance = block[from] | (block[from + 1] << 8);
    from += 2;
    let length = token & 15;
    if (length === 15) {
      let more: number;
      do {
        more = block[from++];
        length += more;
      } while (more === 255);
    }
    length += MIN_MATCH;
    // Also where the block ended inside of a number, which makes NaN of it.
    if (!(distance > 0 && distance <= to && to + length <= out.length)) throw broken();
    for (const end = to + length; to < end; to += 1) out[to] = out[to - distance];
  }
  return to;
}
