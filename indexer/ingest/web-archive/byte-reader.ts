/** Takes bytes from chunks that arrive one by one: so many, up to a blank line, or up to where a record begins again. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken up to now. */
  get offset(): number {
    return this.#offset;
  }

  /** The next bytes, which stay: `count` of them, fewer at the end. */
  async peek(count: number): Promise<Buffer> {
    if (this.#held.length < count) {
      const parts = [this.#held];
      let bytes = this.#held.length;
      while (bytes < count) {
        const { done, value } = await this.#chunks.next();
        if (done === true) break;
        parts.push(value);
        bytes += value.length;
      }
      this.#held = Buffer.concat(parts, bytes);
    }
    return this.#held.subarray(0, count);
  }

  /** The next `count` bytes; fewer at the end. */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count);
    this.#drop(taken.length);
    return taken;
  }

  /** @returns how many of `count` bytes there were */
  async skip(count: number): Promise<number> {
    let skipped = 0;
    while (skipped < count && (await this.peek(1)).length > 0) {
      const step = Math.min(count - skipped, this.#held.length);
      this.#drop(step);
      skipped += step;
    }
    return skipped;
  }

  /** Gives back bytes that were the last to be taken. */
  giveBack(bytes: Buffer): void {
    this.#held = Buffer.concat([bytes, this.#held]);
    this.#offset -= bytes.length;
  }

  /**
   * What comes before the first blank line, and that line. A line ends in CRLF or LF.
   * @returns null, with nothing taken, where there is none in the next `limit` bytes
   */
  async takeBlock(limit: number): Promise<Buffer | null> {
    for (let looked = 0; ; ) {
      const end = findBlankLine(this.#held.subarray(0, limit), Math.max(0, looked - 3));
      if (end !== null) return await this.take(end);
      looked = this.#held.length;
      if (looked >= limit || (await this.peek(looked + 1)).length === looked) return null;
    }
  }

  /** Takes line ends. @returns whether anything is behind them */
  async skipLineEnds(): Promise<boolean> {
    for (;;) {
      const [next] = await this.peek(1);
      if (next === undefined) return false;
      if (next !== 0x0d && next !== 0x0a) return true;
      this.#drop(1);
    }
  }

  /**
   * Goes on to the next line that begins with a mark, the one that is being read not counted.
   * @param mark at the beginning of the line, and behind it a digit
   * @returns whether there is one
   */
  async seekLine(mark: string): Promise<boolean> {
    for (;;) {
      const place = findLine(this.#held, mark);
      if (place >= 0) {
        this.#drop(place);
        return true;
      }
      // A line end and a mark may be cut in two.
      this.#drop(Math.max(0, this.#held.length - mark.length - 1));
      const held = this.#held.length;
      if ((await this.peek(held + 1)).length === held) {
        this.#drop(held);
        return false;
      }
    }
  }

  #drop(count: number): void {
    this.#held = this.#held.subarray(count);
    this.#offset += count;
  }
}

/** Where the first line begins that starts with a mark and a digit, and is not the first; -1 where there is none. */
export function findLine(bytes: Buffer, mark: string): number {
  for (let place = bytes.indexOf(`\n${mark}`); place >= 0; place = bytes.indexOf(`\n${mark}`, place + 1)) {
    const digit = bytes[place + 1 + mark.length];
    if (digit >= 0x30 && digit <= 0x39) return place + 1;
  }
  return -1;
}

/** Where the first blank line ends; null where there is none. */
export function findBlankLine(bytes: Buffer, from = 0): number | null {
  for (let place = bytes.indexOf(0x0a, from); place >= 0; place = bytes.indexOf(0x0a, place + 1)) {
    if (bytes[place + 1] === 0x0a) return place + 2;
    if (bytes[place + 1] === 0x0d && bytes[place + 2] === 0x0a) return place + 3;
  }
  return null;
}
