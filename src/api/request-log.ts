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

export class RequestLog {
  readonly #stream: Writable;
  #pending: RequestRecord[] = [];
  #dropped = 0;
  #isBlocked = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('drain', () => {
      this.#isBlocked = false;
    });
  }

  add(record: RequestRecord): void {
    if (this.#pending.length >= MAX_PENDING) {
      this.#dropped++;
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
    if (this.#pending.length === 0) return;
    if (this.#isBlocked) {
      this.#timer = setTimeout(() => this.flush(), FLUSH_MS).unref();
      return;
    }
    const lines = this.#pending.map(formatRecord);
    this.#pending = [];
    if (this.#dropped > 0) lines.push(`${JSON.stringify({ dropped: this.#dropped })}\n`);
    this.#dropped = 0;
    this.#isBlocked = !this.#stream.write(lines.join(''));
  }

  /** Settles when all that was logged has left this process, or at once when the stream has failed. */
  close(): Promise<void> {
    this.#isBlocked = false;
    this.flush();
    return new Promise((resolve) => {
      if (this.#stream.destroyed) resolve();
      else this.#stream.write('', () => resolve());
    });
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
