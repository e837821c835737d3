/** How often bytes are read anew at most, beside so many for free: without a bound a hostile archive takes time without end. */
const REREADINGS = 4;
const FREE_REREAD_BYTES = 64 * 1024 * 1024;

/** The header of a record, or what there is of it. */
export interface TakenHeader {
  readonly bytes: Buffer;
  /** Whether it ends with a blank line, and not where another record begins. */
  readonly isWhole: boolean;
}

/** Takes bytes from chunks that arrive one by one: so many, a header, or all up to where a record begins again. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  /** Bytes that have arrived; those before `#start` are taken. */
  #held: Buffer = Buffer.alloc(0);
  #start = 0;
  #offset = 0;
  #furthest = 0;
  #reread = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken up to now. */
  get offset(): number {
    return this.#offset;
  }

  /** The next bytes, which stay: `count` of them, fewer at the end. */
  async peek(count: number): Promise<Buffer> {
    let bytes = this.#held.length - this.#start;
    if (bytes < count) {
      const parts = [this.#held.subarray(this.#start)];
      while (bytes < count) {
        const { done, value } = await this.#chunks.next();
        if (done === true) break;
        parts.push(value);
        bytes += value.length;
      }
      this.#held = Buffer.concat(parts, bytes);
      this.#start = 0;
    }
    return this.#held.subarray(this.#start, this.#start + count);
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
      const step = Math.min(count - skipped, this.#held.length - this.#start);
      this.#drop(step);
      skipped += step;
    }
    return skipped;
  }

  /**
   * Gives back bytes that were the last to be taken.
   * @returns false, with nothing given back, where too many have been read anew already
   */
  giveBack(bytes: Buffer): boolean {
    if (this.#reread + bytes.length > REREADINGS * this.#furthest + FREE_REREAD_BYTES) return false;
    this.#reread += bytes.length;
    this.#offset -= bytes.length;
    // They are there still, unless more had to be gathered since.
    if (this.#start >= bytes.length) this.#start -= bytes.length;
    else {
      this.#held = Buffer.concat([bytes, this.#held.subarray(this.#start)]);
      this.#start = 0;
    }
    return true;
  }

  /**
   * Lines up to the first blank one, and that one; or up to a line that begins with a mark, if that comes first. A line ends in
   * CRLF or LF.
   * @returns null, with nothing taken, where neither is in the next `limit` bytes
   */
  async takeHeader(limit: number, mark: string): Promise<TakenHeader | null> {
    for (let looked = 0; ; ) {
      const known = await this.peek(Math.min(limit, looked + 1));
      if (known.length === looked) return null;
      const all = this.#held.subarray(this.#start, this.#start + limit);
      const end = findHeaderEnd(all, mark, Math.max(0, looked - mark.length - 2));
      if (end !== null) return { bytes: await this.take(end.bytes), isWhole: end.isWhole };
      looked = all.length;
      if (looked >= limit) return null;
    }
  }

  /** Takes line ends. @returns whether anything is behind them */
  async skipLineEnds(): Promise<boolean> {
    while ((await this.peek(1)).length > 0) {
      const held = this.#held.subarray(this.#start);
      const place = held.findIndex((byte) => byte !== 0x0d && byte !== 0x0a);
      this.#drop(place < 0 ? held.length : place);
      if (place >= 0) return true;
    }
    return false;
  }

  /**
   * Goes on to the next line that begins with a mark, the one that is being read not counted, or to the end.
   * @param mark at the beginning of the line, and behind it a digit
   */
  async seekLine(mark: string): Promise<void> {
    for (;;) {
      const held = this.#held.subarray(this.#start);
      const place = findLine(held, mark);
      if (place >= 0) return this.#drop(place);
      // A line end and a mark may be cut in two.
      const kept = Math.min(held.length, mark.length + 1);
      this.#drop(held.length - kept);
      if ((await this.peek(kept + 1)).length === kept) return this.#drop(kept);
    }
  }

  #drop(count: number): void {
    this.#start += count;
    this.#offset += count;
    this.#furthest = Math.max(this.#furthest, this.#offset);
  }
}

/** Where the first line begins that starts with a mark and a digit, and is not the first; -1 where there is none. */
export function findLine(bytes: Buffer, mark: string): number {
  for (let place = bytes.indexOf(`\n${mark}`); place >= 0; place = bytes.indexOf(`\n${mark}`, place + 1)) {
    if (isMarked(bytes, place + 1, mark)) return place + 1;
  }
  return -1;
}

/** Whether a mark and a digit stand at a place. */
export function isMarked(bytes: Buffer, place: number, mark: string): boolean {
  const digit = bytes[place + mark.length];
  return digit >= 0x30 && digit <= 0x39 && bytes.toString('latin1', place, place + mark.length) === mark;
}

/** Where the first blank line ends; null where there is none. */
export function findBlankLine(bytes: Buffer): number | null {
  return findHeaderEnd(bytes, null, 0)?.bytes ?? null;
}

function findHeaderEnd(bytes: Buffer, mark: string | null, from: number): { bytes: number; isWhole: boolean } | null {
  for (let place = bytes.indexOf(0x0a, from); place >= 0; place = bytes.indexOf(0x0a, place + 1)) {
    const next = place + 1;
    if (bytes[next] === 0x0a) return { bytes: next + 1, isWhole: true };
    if (bytes[next] === 0x0d && bytes[next + 1] === 0x0a) return { bytes: next + 2, isWhole: true };
    if (mark !== null && bytes[next] === mark.charCodeAt(0) && isMarked(bytes, next, mark)) {
      return { bytes: next, isWhole: false };
    }
  }
  return null;
}
