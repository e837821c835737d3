/**
 * Threads of builds that follow each other, as where inputs are watched: what they have loaded and compiled for one build, the next finds.
 * Each kind stands ready once. A build whose settings differ starts its own, and so does one behind a build that failed.
 */
export class StandingThreads {
  readonly #ready = new Map<string, { readonly key: string; readonly threads: Threads }>();

  /**
   * @param kind what the threads do
   * @param key what they were started with
   * @param start makes them where none stand ready
   */
  async take<Kind extends Threads>(kind: string, key: string, start: () => Kind): Promise<Kind> {
    const ready = this.#ready.get(kind);
    this.#ready.delete(kind);
    if (ready?.key === key && ready.threads.isSound) return ready.threads as Kind;
    // What goes wrong at the end of others is none of this build's.
    await ready?.threads.end().catch(() => {});
    return start();
  }

  /** Has threads of a build that went well wait for the next one; ends them where something went wrong with them all the same. */
  async leave(kind: string, key: string, threads: Threads): Promise<void> {
    if (!threads.isSound) return await threads.end();
    await this.#ready.get(kind)?.threads.end();
    this.#ready.set(kind, { key, threads });
  }

  /** Ends those that stand ready. */
  async end(): Promise<void> {
    const all = [...this.#ready.values()];
    this.#ready.clear();
    await Promise.all(all.map(({ threads }) => threads.end()));
  }
}

/** Of a build that none follows: threads are started for it, and end with it. */
export const NONE_STANDING: Pick<StandingThreads, 'take' | 'leave'> = {
  take: async (_kind, _key, start) => start(),
  leave: (_kind, _key, threads) => threads.end(),
};

interface Threads {
  /** Whether all that was asked of them went well, and none has ended by itself. */
  readonly isSound: boolean;
  end(): Promise<void>;
}
