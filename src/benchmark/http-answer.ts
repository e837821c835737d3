const HEAD_END = Buffer.from('\r\n\r\n');

/** Finds the end of one HTTP/1.1 response with a `Content-Length`, the only kind that our server sends to a POST. */
export class HttpAnswer {
  status = 0;
  /** The server closes the connection after this answer. */
  isLast = false;
  /** What `Retry-After` says; 0 without it. */
  retryAfterSeconds = 0;
  /** How long the search waited for a worker, by `Server-Timing`; null where it is not told. */
  waitMs: number | null = null;
  /** Bytes of the response so far, and in all; -1 before the head is complete. */
  #received = 0;
  #total = -1;
  #head: Buffer | null = null;

  reset(): void {
    this.status = 0;
    this.isLast = false;
    this.retryAfterSeconds = 0;
    this.waitMs = null;
    this.#received = 0;
    this.#total = -1;
    this.#head = null;
  }

  /**
   * Takes the next bytes; true when the response is complete.
   *
   * @throws Error for what is no such response: the client cannot tell then where the next one begins
   */
  add(chunk: Buffer): boolean {
    if (this.#total < 0) {
      this.#head = this.#head === null ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(HEAD_END);
      if (end < 0) return false;
      this.#readHead(this.#head.toString('latin1', 0, end));
      this.#total += end + HEAD_END.length;
      this.#received = this.#head.length;
      this.#head = null;
    } else {
      this.#received += chunk.length;
    }
    if (this.#received > this.#total) throw new Error('bytes follow the end of a response');
    return this.#received === this.#total;
  }

  /** Sets what the head says and, for now, the length of the body. */
  #readHead(head: string): void {
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head);
    const length = /\r\ncontent-length: *(\d+)(?:\r|$)/i.exec(head);
    if (status === null || length === null) throw new Error(`no response of a known length: ${head.slice(0, 200)}`);
    this.status = Number(status[1]);
    this.#total = Number(length[1]);
    this.isLast = /\r\nconnection: *close(?:\r|$)/i.test(head);
    this.retryAfterSeconds = Number(/\r\nretry-after: *(\d+)(?:\r|$)/i.exec(head)?.[1] ?? 0);
    const wait = /\r\nserver-timing:[^\r]*\bqueue;dur=([\d.]+)/i.exec(head)?.[1];
    this.waitMs = wait === undefined ? null : Number(wait);
  }
}
