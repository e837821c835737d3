/** Traces that somebody has sent to look at: each under a name that nobody can guess, for a while. */
import { createHmac, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../bytes/gzip.ts';
import { echoed } from '../contract/echoed.ts';
import { StillwebError } from '../errors.ts';
import { TraceReviewer } from '../experiment/sessions/trace-review.ts';
import { packedFault } from '../experiment/trace/packed-trace.ts';
import { readTrace } from '../experiment/trace/read-trace.ts';
import { KEPT_TRACE_MS, MAX_KEPT_TRACE_BYTES, MAX_KEPT_TRACES, MAX_RESPONSE_BYTES } from '../limits.ts';
import { storageFault } from '../store/storage-fault.ts';

export interface KeptTrace {
  /** In addresses: nobody who has not sent the same bytes to this process can know it. */
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
  readonly reviewer: TraceReviewer;
}

const KEY_DIGITS = 32;
/** Twice what an answer may have: a line is parsed at once, by the thread that speaks HTTP. */
const MAX_LINE_BYTES = 2 * MAX_RESPONSE_BYTES;
/** How errors name the file, whose place on this machine is nobody's business. */
const SHOWN_NAME = 'the trace';

export class UploadedTraces {
  /** Equal bytes have equal keys as long as the process lives. */
  readonly #secret = randomBytes(32);
  /** From the one that was longest not looked at. */
  readonly #kept = new Map<string, KeptTrace & { timer: NodeJS.Timeout }>();
  readonly #keptMs: number;
  #folder: Promise<string> | null = null;
  #isReceiving = false;
  #isClosed = false;

  constructor(keptMs = KEPT_TRACE_MS) {
    this.#keptMs = keptMs;
  }

  get size(): number {
    return this.#kept.size;
  }

  /**
   * Takes a trace, packed with gzip or not, looks whether it is one, and keeps it; those that were longest not looked at make room. One
   * at a time.
   *
   * @throws StillwebError OVERLOADED while another is read; BODY_TOO_LARGE; TRACE_INVALID, SESSION_LOG_INVALID; STORAGE_FAILED; what
   *   reading `file` throws
   */
  async receive(file: AsyncIterable<Buffer>): Promise<KeptTrace> {
    if (this.#isReceiving) {
      throw new StillwebError('OVERLOADED', 'another trace is being read', { retryAfter: 1 });
    }
    this.#isReceiving = true;
    try {
      return await this.#receive(file);
    } finally {
      this.#isReceiving = false;
    }
  }

  /** @throws StillwebError NOT_FOUND */
  find(key: string): KeptTrace {
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      const message = 'no such trace is kept here any more; send the file again';
      throw new StillwebError('NOT_FOUND', message, { trace: echoed(key) });
    }
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    kept.timer.refresh();
    return kept;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { timer } of this.#kept.values()) clearTimeout(timer);
    this.#kept.clear();
    const folder = this.#folder;
    this.#folder = null;
    if (folder !== null) await rm(await folder, { recursive: true, force: true });
  }

  async #receive(file: AsyncIterable<Buffer>): Promise<KeptTrace> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'stillweb-traces-'));
    const folder = await this.#folder.catch((error) => {
      this.#folder = null;
      throw storageFault(error) ?? error;
    });
    const received = join(folder, 'received');
    const hash = createHmac('sha256', this.#secret);
    try {
      await writeUnpacked(file, received, (piece) => hash.update(piece));
      const key = hash.digest('hex').slice(0, KEY_DIGITS);
      if (this.#kept.has(key)) return this.find(key);
      await checkLines(received);
      const path = join(folder, key);
      await rename(received, path);
      const { size } = await stat(path);
      const reviewer = new TraceReviewer(path);
      try {
        await reviewer.latest();
        if (this.#isClosed) throw new StillwebError('DRAINING', 'the server is stopping');
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return await this.#keep({ key, path, bytes: size, reviewer });
    } catch (error) {
      throw withoutPaths(storageFault(error) ?? error, folder);
    } finally {
      await rm(received, { force: true });
      // The folder went before it was written to.
      if (this.#isClosed) await rm(folder, { recursive: true, force: true });
    }
  }

  async #keep(trace: KeptTrace): Promise<KeptTrace> {
    const { key, bytes } = trace;
    const timer = setTimeout(() => void this.#forget(key), this.#keptMs).unref();
    const gone: Promise<void>[] = [];
    for (const [oldest] of this.#kept) {
      if (this.#kept.size < MAX_KEPT_TRACES && this.#bytes + bytes <= MAX_KEPT_TRACE_BYTES) break;
      gone.push(this.#forget(oldest));
    }
    this.#kept.set(key, { ...trace, timer });
    await Promise.all(gone);
    return trace;
  }

  get #bytes(): number {
    return [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whoever reads it still reads it to its end. */
  async #forget(key: string): Promise<void> {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    clearTimeout(kept.timer);
    this.#kept.delete(key);
    await rm(kept.path, { force: true }).catch(() => {});
  }
}

/** Writes the lines of a trace, and tells each piece of them. */
async function writeUnpacked(
  file: AsyncIterable<Buffer>,
  path: string,
  onPiece: (piece: Buffer) => void,
): Promise<void> {
  const begun = await begin(file);
  let bytes = 0;
  const bounded = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > MAX_KEPT_TRACE_BYTES) {
        const message = `the trace has more than ${MAX_KEPT_TRACE_BYTES} bytes; stillweb sessions FILE reads any`;
        throw new StillwebError('BODY_TOO_LARGE', message, { maxBytes: MAX_KEPT_TRACE_BYTES });
      }
      onPiece(piece);
      yield piece;
    }
  };
  const target = createWriteStream(path, { mode: 0o600 });
  try {
    if (begun.isPacked) await pipeline(begun.pieces, createGunzip(), bounded, target);
    else await pipeline(begun.pieces, bounded, target);
  } catch (error) {
    throw packedFault(SHOWN_NAME, error) ?? error;
  }
}

/** Reads as much as tells whether it is packed. */
async function begin(
  file: AsyncIterable<Buffer>,
): Promise<{ readonly isPacked: boolean; readonly pieces: AsyncIterable<Buffer> }> {
  const rest = file[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 2) {
    const { value, done } = await rest.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  const pieces = (async function* (): AsyncGenerator<Buffer> {
    yield start;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
  return { isPacked: isGzip(start), pieces };
}

/** @throws StillwebError TRACE_INVALID */
async function checkLines(path: string): Promise<void> {
  let calls = 0;
  for await (const { kind } of readTrace(path, undefined, { maxLineBytes: MAX_LINE_BYTES }))
    if (kind === 'call') calls++;
  if (calls === 0) throw new StillwebError('TRACE_INVALID', `${SHOWN_NAME} has no call`, {});
}

/** An error that names a file of ours as whoever sent it does. */
function withoutPaths(error: unknown, folder: string): unknown {
  if (!(error instanceof StillwebError) || !error.message.includes(folder)) return error;
  const names = new RegExp(`${folder.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}[\\\\/]\\w+`, 'g');
  const facts = Object.entries(error.facts).filter(([, value]) => !String(value).includes(folder));
  return new StillwebError(error.code, error.message.replaceAll(names, SHOWN_NAME), Object.fromEntries(facts));
}
