/** Reads bits, the highest of each byte first. Reading past the end throws. */
export class BitReader {
  readonly bytes: Uint8Array;
  /** Bits read so far, counted from the first byte. */
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  /** @param count 1 … 24 */
  read(count: number): number {
    const end = this.position + count;
    if (end > this.bytes.length * 8) throw new Error('the stream ends early');
    let value = 0;
    for (let byte = this.position >>> 3; byte < (end + 7) >>> 3; byte += 1) value = value * 256 + this.bytes[byte];
    // At most 31 + 1 bits are in `value`, so the shifts below are exact.
    value = (value >>> (-end & 7)) & (2 ** count - 1);
    this.position = end;
    return value;
  }

  /** 32 bits, unsigned. */
  readWord(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  skipToByte(): void {
    this.position = (this.position + 7) & ~7;
  }
}
