/** What this thread has open and several users share: it is opened once, and closed when the last of them has left. */
interface Shared<Thing> {
  readonly opening: Promise<Thing>;
  users: number;
}

/** A thing, and how one of its users leaves it; only the first call counts. */
export interface Share<Thing> {
  readonly thing: Thing;
  leave(): Promise<void>;
}

export class SharedThings<Thing extends { close(): Promise<void> }> {
  readonly #open = new Map<string, Shared<Thing>>();

  /** @param key equal for users of the same thing @throws what opening throws */
  async share(key: string, open: () => Thing | Promise<Thing>): Promise<Share<Thing>> {
    const shared = this.#open.get(key) ?? { opening: Promise.resolve().then(open), users: 0 };
    this.#open.set(key, shared);
    shared.users++;
    try {
      const thing = await shared.opening;
      let isOpen = true;
      return {
        thing,
        leave: async () => {
          if (!isOpen) return;
          isOpen = false;
          if (--shared.users > 0) return;
          this.#open.delete(key);
          await thing.close();
        },
      };
    } catch (error) {
      if (this.#open.get(key) === shared) this.#open.delete(key);
      throw error;
    }
  }
}
