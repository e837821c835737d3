import type { Random } from './random.ts';

/** Another file of the same structure or of none: bytes, whole fields and ranges, wherever they are. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  const at = random.below(bytes.length);
  switch (random.below(9)) {
    case 0:
      changed[at] ^= 1 << random.below(8);
      return changed;
    case 1:
      changed[at] = random.pick([0, 1, 127, 128, 255, random.below(256)]);
      return changed;
    case 2:
      return setField(changed, at, random);
    case 3: {
      const length = 1 + random.below(64);
      changed.fill(random.pick([0, 255, random.below(256)]), at, Math.min(changed.length, at + length));
      return changed;
    }
    case 4:
      bytes.copy(changed, at, random.below(bytes.length), random.below(bytes.length) + 64);
      return changed;
    case 5:
      return changed.subarray(0, at);
    case 6:
      return Buffer.concat([changed, Buffer.alloc(random.pick([1, 8, 64, 4096]), random.pick([0, 255]))]);
    case 7:
      return Buffer.concat([changed.subarray(0, at), changed.subarray(at + 1 + random.below(64))]);
    default:
      return Buffer.concat([
        changed.subarray(0, at),
        Buffer.alloc(1 + random.below(64), random.below(256)),
        changed.subarray(at),
      ]);
  }
}

/** A little-endian number of 2, 4 or 8 bytes at a place where one may be. */
function setField(bytes: Buffer, near: number, random: Random): Buffer {
  const width = random.pick([2, 4, 8]);
  const at = near - (near % width);
  if (at + width > bytes.length) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mask = (1n << BigInt(width * 8)) - 1n;
  const read = (place: number): bigint => {
    let value = 0n;
    for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[place + i]);
    return value;
  };
  const old = read(at);
  const other = read(Math.min(bytes.length - width, random.below(bytes.length)));
  const value =
    random.pick([0n, 1n, mask, mask >> 1n, old + 1n, old - 1n, old * 2n, other, BigInt(bytes.length)]) & mask;
  if (width === 2) view.setUint16(at, Number(value), true);
  else if (width === 4) view.setUint32(at, Number(value), true);
  else view.setBigUint64(at, value, true);
  return bytes;
}
