import { setImmediate } from 'node:timers/promises';
import type { CollectedDocument } from './collection.ts';
import type { PageThreads } from './page-threads.ts';
import type { PageRead, PageTask } from './web-archive/page-task.ts';

/** Records and bytes of pages that are held until it is their turn; a page that is larger is held all the same. */
const MOST_RECORDS = 256;
const MOST_BYTES = 16 * 1024 * 1024;

/** A record of an archive when its turn has come. */
export type RecordTurn =
  | {
      /** The page that is to be read. */
      readonly task: PageTask;
      /** The document; null where a problem was reported. */
      readonly take: (page: PageOutcome) => CollectedDocument | null;
    }
  /** Of a record without a page. */
  | { readonly task: null; readonly take: () => null };

/** A page, or what is wrong with it. */
export type PageOutcome = { readonly read: PageRead } | { readonly error: unknown };

interface Waiting {
  readonly turn: RecordTurn;
  /** Settles when a page that another thread has is read; never rejects. */
  given: Promise<void> | null;
  outcome: PageOutcome | null;
}

/**
 * The records of one archive, taken in their order, while threads read pages that stand behind the first. The thread that takes them reads
 * pages as well: the next one that nobody has. So what is taken, and what is told of it, is the same for any number of threads.
 */
export class PageQueue {
  readonly #records: AsyncIterator<RecordTurn>;
  readonly #readPage: (task: PageTask) => Promise<PageRead>;
  readonly #threads: PageThreads | undefined;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  /** What has ended the archive; it is told behind the last record. */
  #end: { readonly error?: unknown } | null = null;

  /**
   * @param readPage reads a page in this thread
   * @param threads undefined for none: then each record is read when its turn has come
   */
  constructor(
    records: AsyncIterable<RecordTurn>,
    readPage: (task: PageTask) => Promise<PageRead>,
    threads: PageThreads | undefined,
  ) {
    this.#records = records[Symbol.asyncIterator]();
    this.#readPage = readPage;
    this.#threads = threads;
  }

  /** @throws what the records throw, and what taking them throws */
  async *documents(): AsyncGenerator<CollectedDocument> {
    try {
      for (;;) {
        while (this.#hasRoom) await this.#lookAhead();
        const first = this.#waiting[0];
        if (first === undefined) break;
        const document = await this.#take(first);
        this.#waiting.shift();
        if (document !== null) yield document;
      }
    } finally {
      await this.#records.return?.();
    }
    if (this.#end !== null && 'error' in this.#end) throw this.#end.error;
  }

  get #hasRoom(): boolean {
    if (this.#end !== null) return false;
    if (this.#waiting.length === 0) return true;
    return this.#threads?.areThere === true && this.#waiting.length < MOST_RECORDS && this.#bytes < MOST_BYTES;
  }

  async #lookAhead(): Promise<void> {
    try {
      const { done, value } = await this.#records.next();
      if (done === true) {
        this.#end = {};
        return;
      }
      this.#waiting.push({ turn: value, given: null, outcome: null });
      if (value.task === null) return;
      const { length } = value.task.block;
      this.#bytes += length;
      if (value.task.source.type === 'html') this.#threads?.count(length);
    } catch (error) {
      this.#end = { error };
    }
  }

  async #take(first: Waiting): Promise<CollectedDocument | null> {
    const { turn } = first;
    if (turn.task === null) return turn.take();
    while (first.outcome === null) {
      this.#giveOut();
      const next = this.#waiting.find(isUnread);
      if (next === undefined) await first.given;
      else await this.#readHere(next);
    }
    this.#bytes -= turn.task.block.length;
    return turn.take(first.outcome);
  }

  /** Gives the threads as many pages as they take. Text is read sooner than it is passed on. */
  #giveOut(): void {
    if (this.#threads === undefined) return;
    for (const waiting of this.#waiting) {
      if (!this.#threads.haveRoom) return;
      const { task } = waiting.turn;
      if (!isUnread(waiting) || task?.source.type !== 'html') continue;
      waiting.given = this.#settle(waiting, this.#threads.read<PageRead>(task));
    }
  }

  async #readHere(waiting: Waiting): Promise<void> {
    await this.#settle(waiting, this.#readPage(waiting.turn.task!));
    // What threads have read meanwhile comes in, so that they can be given more.
    if (this.#threads?.areWorthIt === true) await setImmediate();
  }

  async #settle(waiting: Waiting, reading: Promise<PageRead>): Promise<void> {
    try {
      waiting.outcome = { read: await reading };
    } catch (error) {
      waiting.outcome = { error };
    }
  }
}

function isUnread({ turn, given, outcome }: Waiting): boolean {
  return turn.task !== null && given === null && outcome === null;
}
