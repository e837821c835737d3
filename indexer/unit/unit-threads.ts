import { findFatal, findReason, type UnitOutcome } from './fatal-search.ts';
import type { FormerVectorsPlace } from './former-vectors.ts';
import { type PackedDocuments, packDocuments, takePart } from './packed-documents.ts';
import type { UnitSummary } from './unit-file.ts';
import { UnitThread } from './unit-thread.ts';
import type { UnitWorkerSettings } from './unit-worker.ts';

/** A document that no text can be more ordinary than. */
const HARMLESS = packDocuments([{ id: 'harmless', title: '', text: 'harmless' }]);

/** The threads that make the files of units. */
export class UnitThreads {
  readonly #threads: readonly UnitThread[];
  readonly #idle: UnitThread[];
  readonly #waiting: ((thread: UnitThread) => void)[] = [];
  /** Settles when the first thread has started; null from then on. */
  #warming: Promise<void> | null = null;
  #isWarm = false;
  #isSound = true;

  constructor(threads: number, settings: UnitWorkerSettings) {
    this.#threads = Array.from({ length: threads }, () => new UnitThread(settings));
    this.#idle = [...this.#threads];
  }

  /** Has a thread started and its encoder opened before there is a unit: what goes wrong with it, the first unit tells. Once. */
  warm(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    const started = this.#withThread((thread) => thread.run({ unit: null, documents: HARMLESS, former: null }));
    const end = (): void => {
      this.#warming = null;
    };
    this.#warming = started.then(end, end);
  }

  /** Whether each task went well: a thread keeps what it could not open, and another one may open it. */
  get isSound(): boolean {
    return this.#isSound;
  }

  /**
   * Writes the file of a unit, or finds which of its documents end a thread.
   *
   * @param former where vectors are that need not be computed; null for nowhere
   * @param most documents that are to be found; the first ones
   * @throws StillwebError BUILD_THREAD_LOST where threads end and no document does it alone
   */
  async make(
    unit: number,
    documents: PackedDocuments,
    former: FormerVectorsPlace | null,
    most: number,
  ): Promise<UnitOutcome<UnitSummary>> {
    // One that is starting is ready sooner than one that begins to start now. Units that wait for it stay in their order.
    if (this.#warming !== null) await this.#warming;
    return await this.#withThread(async (thread) => {
      const tryThem = async (some: PackedDocuments) => void (await thread.run({ unit: null, documents: some, former }));
      return await findFatal({
        documents: documents.count,
        most,
        make: () => thread.run({ unit, documents, former }),
        tryPart: (from, to) => tryThem(takePart(documents, from, to)),
        tryHarmless: () => tryThem(HARMLESS),
        renew: () => thread.renew(),
      });
    });
  }

  /** Why one document ends a thread, and a fresh one after it; null where it does not. */
  async tryAlone(documents: PackedDocuments, former: FormerVectorsPlace | null): Promise<string | null> {
    return await this.#withThread(async (thread) => {
      const tryIt = async () => void (await thread.run({ unit: null, documents, former }));
      return (await findReason(tryIt)) === null ? null : await findReason(tryIt);
    });
  }

  async #withThread<Value>(work: (thread: UnitThread) => Promise<Value>): Promise<Value> {
    const thread = this.#idle.shift() ?? (await new Promise<UnitThread>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(thread);
    } catch (error) {
      this.#isSound = false;
      throw error;
    } finally {
      const next = this.#waiting.shift();
      // The last to have worked is the first to work again: it has started, and others need not.
      if (next === undefined) this.#idle.unshift(thread);
      else next(thread);
    }
  }

  /** Closes the encoders and ends the threads. To be called when no unit is in flight. */
  async end(): Promise<void> {
    const ends = await Promise.allSettled(this.#threads.map((thread) => thread.end()));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
}
