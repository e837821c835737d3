/**
 * One JSON line a request, off the hot path: records are kept as they are and written as text in batches.
 *
 * The log holds a hash of the queries, never the queries.
 */
import { hash } from 'node:crypto';
import type { Writable } from 'node:stream';

export interface RequestRecord {
  /** Milliseconds since 1970, when the exchange ended. */
  readonly timeMs: number;
  readonly requestId: string;
  readonly method: string;
  /** The pattern of the route, so that ids stay out of the log. */
  readonly route: string;
  readonly status: number;
  /** The connection closed before the answer was out. */
  readonly isAborted: boolean;
  readonly durationMs: number;
  readonly index: string | null;
  /** The name that the caller gave to what it does. */
  readonly session: string | null;
  readonly queries: readonly string[] | null;
  readonly hits: number | null;
  readonly errorCode: string | null;
}

const FLUSH_MS = 100;
const FLUSH_RECORDS = 256;
/** Records kept for a stream that does not take them; later ones are counted and dropped. */
const MAX_PENDING = 10_000;
/** Until a stream that has failed is tried again. */
const RETRY_MS = 1000;
/** How long the end of a server waits for a stream that does not take its last records. */
const CLOSE_MS = 500;

/**
 * A stream that fails (a full disk, a reader that went away) costs records and nothing else: what was being written is counted as
 * lost, and after a while the stream is tried again.
 */
export class RequestLog {
  /** Writes that failed. */
  faults = 0;
  /** Records that were not written, or perhaps not in full. */
  lost = 0;
  readonly #stream: Writable;
  #pending: RequestRecord[] = [];
  /** Lost since the last line that says how many were. */
  #dropped = 0;
  #isBlocked = false;
  /** The last write has failed: a part of a line may stand at the end. */
  #isTorn = false;
  /** A failed stream is left alone for a while. */
  #isResting = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => {
      this.#isBlocked = false;
    });
    // The write that failed is told as well, and counts there.
    stream.on('error', () => {});
  }

  add(record: RequestRecord): void {
    if (this.#pending.length >= MAX_PENDING) {
      this.#lose(1);
      return;
    }
    this.#pending.push(record);
    if (this.#pending.length === FLUSH_RECORDS) setImmediate(() => this.flush());
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  /** Writes what is pending, unless the stream still holds an earlier batch. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending.length === 0 || this.#isResting) return;
    if (this.#isBlocked) {
      this.#timer = setTimeout(() => this.flush(), FLUSH_MS).unref();
      return;
    }
    const lines = this.#pending.map(formatRecord);
    this.#pending = [];
    const records = lines.length;
    const dropped = this.#dropped;
    this.#dropped = 0;
    if (dropped > 0) lines.push(`${JSON.stringify({ dropped })}\n`);
    if (this.#isTorn) lines.unshift('\n');
    this.#isTorn = false;
    this.#isBlocked = !this.#write(lines.join(''), (error) => {
      if (error) this.#fail(records, dropped);
    });
  }

  /** Settles when all that was logged has left this process, or soon when the stream does not take it. */
  close(): Promise<void> {
    this.#isBlocked = false;
    this.#isResting = false;
    this.flush();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MS);
      const end = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stream.destroyed) end();
      else this.#write('', end);
    });
  }

  /** A stream may fail by its callback, as streams do, or by throwing, as the one of a file did. */
  #write(text: string, done: (error?: Error | null) => void): boolean {
    try {
      return this.#stream.write(text, done);
    } catch (error) {
      done(error as Error);
      return true;
    }
  }

  /** @param dropped of earlier batches, which this one was to tell */
  #fail(records: number, dropped: number): void {
    this.faults++;
    this.#lose(records);
    this.#dropped += dropped;
    this.#isTorn = true;
    // A stream that has failed may not tell that it has room again.
    this.#isBlocked = false;
    if (this.#isResting) return;
    this.#isResting = true;
    setTimeout(() => {
      this.#isResting = false;
      this.flush();
    }, RETRY_MS).unref();
  }

  #lose(records: number): void {
    this.lost += records;
    this.#dropped += records;
  }
}

function formatRecord(record: RequestRecord): string {
  const { queries } = record;
  return `${JSON.stringify({
    time: new Date(record.timeMs).toISOString(),
    requestId: record.requestId,
    method: record.method,
    route: record.route,
    status: record.status,
    aborted: record.isAborted || undefined,
    ms: Math.round(record.durationMs * 1000) / 1000,
    index: record.index ?? undefined,
    session: record.session ?? undefined,
    query: queries === null ? undefined : hashQueries(queries),
    queries: queries === null || queries.length === 1 ? undefined : queries.length,
    hits: record.hits ?? undefined,
    error: record.errorCode ?? undefined,
  })}\n`;
}

/** First 16 hexadecimal digits of SHA-256: of the query, or of a batch as a JSON list. */
function hashQueries(queries: readonly string[]): string {
  return hash('sha256', queries.length === 1 ? queries[0] : JSON.stringify(queries), 'hex').slice(0, 16);
}
