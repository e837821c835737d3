import { workerFile } from '../../src/worker-file.ts';
import { ThreadPool } from '../threads/thread-pool.ts';

/** Pages that a thread has before it, so that it goes on while the one that gives them out is at a page itself. */
const PAGES_AHEAD = 2;

/**
 * Bytes of HTML that a build has met before threads are started: until one has started and loaded the parsers, some 500 kB of pages are
 * read without it.
 */
const START_BYTES = 512 * 1024;

/** The bytes of a page, and what else is asked of whoever reads it: data that passes between threads. */
export interface PageToRead {
  readonly block: Uint8Array;
}

export interface PageThreadsOptions {
  /** Beside the one that builds; 0 for none. */
  readonly threads: number;
  /** Default: `START_BYTES`. */
  readonly startBytes?: number;
  /** The compiled file of a thread. */
  readonly file?: string;
}

/** Threads that read pages beside the one that builds, which reads pages as well. They start when it is worth it, and stay until `end`. */
export class PageThreads {
  readonly #pool: ThreadPool<PageToRead, unknown> | null = null;
  readonly #room: number;
  readonly #startBytes: number;
  #bytes = 0;
  #given = 0;

  constructor({ threads, startBytes = START_BYTES, file }: PageThreadsOptions) {
    this.#room = threads * PAGES_AHEAD;
    this.#startBytes = startBytes;
    if (threads === 0) return;
    // A page may take as much memory in them as in the thread that builds: which one reads it changes nothing.
    this.#pool = new ThreadPool({
      file: file ?? workerFile(import.meta.url, './web-archive/page-worker.js'),
      threads,
      tasksEach: PAGES_AHEAD,
      data: {},
    });
  }

  /** Counts the bytes of a page of HTML, whichever thread will read it. */
  count(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Whether to look ahead for pages that they could be given. */
  get areThere(): boolean {
    return this.#pool !== null;
  }

  /** Whether there is so much to be read that they are started. */
  get areWorthIt(): boolean {
    return this.areThere && this.#bytes >= this.#startBytes;
  }

  /** Whether a thread takes a page now. */
  get haveRoom(): boolean {
    return this.areWorthIt && this.#given < this.#room;
  }

  /**
   * To be called where they have room.
   * @param page a `PageTask` of web-archive/page-task.ts, of which they make a `PageRead`
   * @throws StillwebError what is wrong with the page; BUILD_THREAD_LOST
   */
  async read<Read>(page: PageToRead): Promise<Read> {
    this.#given++;
    try {
      // A view goes over with all of the buffer that it is a part of.
      return (await this.#pool!.run({ ...page, block: new Uint8Array(page.block) })) as Read;
    } finally {
      this.#given--;
    }
  }

  /** Ends them, whatever they are at. */
  async end(): Promise<void> {
    await this.#pool?.destroy();
  }
}
