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
    if (ready?.key === key) return ready.threads as Kind;
    await ready?.threads.end();
    return start();
  }

  /** Has threads of a build that went well wait for the next one. */
  async leave(kind: string, key: string, threads: Threads): Promise<void> {
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

interface Threads {
  end(): Promise<void>;
}
